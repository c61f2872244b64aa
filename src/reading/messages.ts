import { isReadable } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Filter } from '../events/documents.js';
import { groupBy } from '../lib/collections.js';
import type { Directory } from '../projections/directory.js';
import { createIdentityReader } from '../projections/identities.js';
import type { MessagePii, MessageRow } from '../projections/rows.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import { readFiles } from './files.js';
import { allowedRange, openGate, type Gate } from './gate.js';
import { rowsOf } from './rowsOf.js';
import type { DateRange, MessageView, Page, PageRequest } from './views.js';

export interface MessageQuery extends DateRange {
  readonly account: string;
  readonly numberId: string;
  /** Only of this conversation; it must be the number's. */
  readonly conversationId?: string;
  /** Inbound and not yet read. */
  readonly unread?: boolean;
  /** Inbound: all, or those read already. */
  readonly inbound?: 'ALL' | 'READ';
  /** Of group conversations only. */
  readonly group?: boolean;
}

export interface MessageReader {
  /** A page of messages, newest first, through the gate. @throws LetheError NOT_FOUND */
  list(query: MessageQuery, page: PageRequest): Promise<Page<MessageView>>;
  /** How many messages the same query gives in all. */
  count(query: MessageQuery): Promise<number>;
  /** One message; null when it is not there, not the account's, or out of its window. */
  find(account: string, id: string): Promise<MessageView | null>;
  /** Those of the messages that `find` would give, by id. */
  findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, MessageView>>;
  /** Those of the ids of which there is still a record, whether it may be read or not; nothing of it is told. */
  findKept(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, true>>;
}

export function createMessageReader(core: Core, directory: Directory, links: MediaLinks): MessageReader {
  const { documents, clock } = core;
  const readIdentities = createIdentityReader(core);

  const view = async (gate: Gate, rows: readonly MessageRow[]): Promise<MessageView[]> => {
    const account = gate.number.account;
    const [contents, identities, files] = await Promise.all([
      core.vault.read(
        account,
        rows.flatMap(({ payload }) => payload ?? []),
      ),
      readIdentities(
        account,
        rows.flatMap((row) => (row.group ? [row.subject, row.conversation] : [row.subject])),
      ),
      readFiles(core, links, account, rows),
    ]);
    return rows.map((row) => {
      const pii =
        row.payload === null ? null : ((contents.get(row.payload) as MessagePii | undefined) ?? null);
      return {
        row,
        pii,
        contentState: pii === null ? ('ERASED' as const) : ('PRESENT' as const),
        author: identities.get(row.subject) ?? null,
        group: row.group ? (identities.get(row.conversation) ?? null) : null,
        file: (pii && files.get(row._id)) ?? null,
        ...gate.expiryOf(row.at),
      };
    });
  };

  const findMany = async (account: string, ids: readonly string[]): Promise<Map<string, MessageView>> => {
    const filter = { account, _id: { $in: [...new Set(ids)] } };
    const rows = await documents.find<MessageRow>(COLLECTIONS.messages, filter);
    const views = [...groupBy(rows, ({ number }) => number)].map(async ([number, own]) => {
      if (!(await directory.number(account, number))) return [];
      const gate = await openGate(directory, account, number, clock());
      return view(
        gate,
        own.filter(({ at }) => isReadable(at, gate.cutoff)),
      );
    });
    return new Map((await Promise.all(views)).flat().map((found) => [found.row._id, found]));
  };

  return {
    list: async (query, page) => {
      const gate = await openGate(directory, query.account, query.numberId, clock());
      if (gate.isShut) return { items: [], hasMore: false, notice: gate.notice };
      const rows = await rowsOf<MessageRow>(
        documents,
        COLLECTIONS.messages,
        'at',
        filterOf(gate, query),
        page,
      );
      const items = await view(
        gate,
        rows.slice(0, page.limit).filter(({ number }) => number === query.numberId),
      );
      return { items, hasMore: rows.length > page.limit, notice: gate.notice };
    },
    count: async (query) => {
      const gate = await openGate(directory, query.account, query.numberId, clock());
      return gate.isShut ? 0 : documents.count(COLLECTIONS.messages, filterOf(gate, query));
    },
    find: async (account, id) => (await findMany(account, [id])).get(id) ?? null,
    findMany,
    findKept: async (account, ids) => {
      const filter = { account, _id: { $in: [...new Set(ids)] } };
      const rows = await documents.find<MessageRow>(COLLECTIONS.messages, filter, { fields: ['_id'] });
      return new Map(rows.map(({ _id }) => [_id, true]));
    },
  };
}

/** Of one conversation or of the number: each is one index, named by nothing that belongs to the other. */
function filterOf(gate: Gate, query: MessageQuery): Filter {
  const { account, numberId, conversationId, unread, group, inbound } = query;
  return {
    account,
    ...(conversationId === undefined ? { number: numberId } : { conversation: conversationId }),
    at: allowedRange(gate, query),
    ...(unread && { unread: true }),
    ...(inbound && { direction: 'INBOUND' }),
    ...(inbound === 'READ' && { unread: { $exists: false } }),
    ...(group && { group: true }),
  };
}
