import type { CallDirection } from '../domain/call/call.js';
import type { CallStatus } from '../domain/call/callStatus.js';
import type { SubjectIdentity } from '../domain/contact/contact.js';
import type { Decider } from '../domain/policies.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { CallPii, CallRow } from '../projections/callRows.js';
import type { Directory } from '../projections/directory.js';
import { createIdentityReader } from '../projections/identities.js';
import type { ConversationRow } from '../projections/rows.js';
import type { Gate } from './gate.js';
import { createGatedRows, type GatedQuery } from './gatedRows.js';
import type { ContentState, DateRange, Page, PageRequest } from './views.js';

/** A call as it may be shown at this moment. */
export interface CallView {
  readonly row: CallRow;
  /** Null unless `contentState` is `PRESENT`. PII. */
  readonly pii: CallPii | null;
  readonly contentState: ContentState;
  /** The other party; null when nobody told who that is, or it is forgotten. PII. */
  readonly peer: SubjectIdentity | null;
  /** The chat with the other party, if there is one. */
  readonly conversation: string | null;
  readonly expiresAt: Date | null;
  readonly decidedBy: Decider | null;
}

export interface CallQuery extends DateRange {
  readonly account: string;
  /** Of one number; absent: of all that the account has. */
  readonly numberId?: string;
  readonly direction?: CallDirection;
  readonly status?: CallStatus;
}

export interface CallReader {
  /** A page of calls, newest first, through the gate. @throws LetheError NOT_FOUND */
  list(query: CallQuery, page: PageRequest): Promise<Page<CallView>>;
  /** How many calls the same query gives in all. */
  count(query: CallQuery): Promise<number>;
  /** One call; null when it is not there, not the account's, or out of its window. */
  find(account: string, id: string): Promise<CallView | null>;
  /** Those of the calls that `find` would give, by id. */
  findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, CallView>>;
}

export function createCallReader(core: Core, directory: Directory): CallReader {
  const readIdentities = createIdentityReader(core);
  const rows = createGatedRows<CallRow, CallView>(core, directory, COLLECTIONS.calls, async (gate, calls) => {
    const { account } = gate.number;
    const subjects = calls.flatMap(({ subject }) => subject ?? []);
    const [contents, identities, chats] = await Promise.all([
      core.vault.read(
        account,
        calls.flatMap(({ payload }) => payload ?? []),
      ),
      readIdentities(account, subjects),
      chatsOf(core, gate, subjects),
    ]);
    return calls.map((row) => {
      const pii = row.payload === null ? null : ((contents.get(row.payload) as CallPii | undefined) ?? null);
      const peer = row.subject === null ? null : (identities.get(row.subject) ?? null);
      return {
        row,
        pii,
        contentState: pii === null ? ('ERASED' as const) : ('PRESENT' as const),
        peer: pii && peer,
        conversation: row.subject !== null && chats.has(row.subject) ? row.subject : null,
        ...gate.expiryOf(row.at),
      };
    });
  });
  return {
    list: (query, page) => rows.list(gatedOf(query), page),
    count: (query) => rows.count(gatedOf(query)),
    find: async (account, id) => (await rows.findMany(account, [id])).get(id) ?? null,
    findMany: (account, ids) => rows.findMany(account, ids),
  };
}

function gatedOf({ direction, status, ...query }: CallQuery): GatedQuery {
  return { ...query, only: { ...(direction && { direction }), ...(status && { status }) } };
}

/** Which of the contacts have a chat that may be read. */
async function chatsOf(
  { documents }: Core,
  { number: { account }, cutoff }: Gate,
  subjects: readonly string[],
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set();
  const found = await documents.find<ConversationRow>(
    COLLECTIONS.conversations,
    { account, _id: { $in: [...new Set(subjects)] } },
    { fields: ['last'] },
  );
  const readable = found.filter(({ last }) => last && (cutoff === null || last.at > cutoff));
  return new Set(readable.map(({ _id }) => _id));
}
