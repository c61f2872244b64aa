import { refusalSentence } from '../../channels/whatsapp/refusalSentences.js';
import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { StatusReported } from '../../domain/deliveryStatus/deliveryStatus.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { MessagePii, MessageRow, NumberRow } from '../../projections/rows.js';
import type { StatusPii, StatusRow } from '../../projections/statusRows.js';
import type { RelayedEvent } from '../inboundEvents.js';
import { statusEvent } from '../messageEvent.js';

const STATUS = 'status:';

/** What statuses are of: messages that are known here, and of the others what was sealed with their first status. */
export interface StatusRows {
  readonly messages: ReadonlyMap<string, MessageRow>;
  readonly statuses: ReadonlyMap<string, StatusRow>;
}

export async function rowsOfStatuses(
  { documents }: Core,
  account: string,
  commits: readonly Commit[],
): Promise<StatusRows> {
  const ids = commits.flatMap(({ stream }) => (stream.startsWith(STATUS) ? stream.slice(STATUS.length) : []));
  if (ids.length === 0) return { messages: new Map(), statuses: new Map() };
  const messages = byId(
    await documents.find<MessageRow>(COLLECTIONS.messages, { account, _id: { $in: ids } }),
  );
  const unknown = ids.filter((id) => !messages.has(id));
  const statuses =
    unknown.length === 0
      ? []
      : await documents.find<StatusRow>(COLLECTIONS.statuses, { account, _id: { $in: unknown } });
  return { messages, statuses: byId(statuses) };
}

export function payloadsOfStatuses({ messages, statuses }: StatusRows): readonly string[] {
  return [...messages.values(), ...statuses.values()].flatMap(({ payload }) => payload ?? []);
}

/** A delivery event of a message that no send of ours is known for: sent elsewhere, or by another means. */
export function statusRelayed(
  commit: Commit,
  { data }: StatusReported,
  number: NumberRow,
  rows: StatusRows,
  contents: ReadonlyMap<string, unknown>,
  identities: ReadonlyMap<string, SubjectIdentity>,
): RelayedEvent {
  const id = commit.stream.slice(STATUS.length);
  const { externalId, phone, userId } = whose(id, rows, contents, identities);
  const { status, statusAt, errorCode } = data;
  const told = statusEvent({
    numberId: number._id,
    ownPhone: number.phoneNumber,
    id,
    externalId,
    status,
    at: statusAt,
    to: phone ?? userId ?? '',
    // Our words, as with sends: the provider's may quote whom it went to.
    error: { code: errorCode, message: status === 'FAILED' ? refusalSentence(errorCode, 'NEVER') : null },
  });
  return {
    id: `${id}:${status}`,
    account: commit.account,
    numberId: number._id,
    cursor: commit._id,
    ...told,
  };
}

/** All null where it is erased, or was never told. */
type Whose = { readonly [Field in keyof StatusPii]: StatusPii[Field] | null };

function whose(
  id: string,
  { messages, statuses }: StatusRows,
  contents: ReadonlyMap<string, unknown>,
  identities: ReadonlyMap<string, SubjectIdentity>,
): Whose {
  const message = messages.get(id);
  const opened = contents.get((message ?? statuses.get(id))?.payload ?? '');
  if (!message) return (opened as StatusPii | undefined) ?? { externalId: null, phone: null, userId: null };
  const person = identities.get(message.subject);
  return {
    externalId: (opened as MessagePii | undefined)?.externalId ?? null,
    phone: person?.phone ?? null,
    userId: person?.userId ?? null,
  };
}

function byId<Row extends { readonly _id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row._id, row]));
}
