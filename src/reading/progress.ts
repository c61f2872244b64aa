import type { SendOrigin } from '../domain/send/send.js';
import type { SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import type { MessageRow } from '../projections/rows.js';
import type { StatusRow } from '../projections/statusRows.js';
import type { SendLogRow } from '../projections/sendRows.js';
import { statusOfRank } from '../projections/statuses.js';

/** Where a message comes from: CONTACT: the other party; PHONE: the business, on its own telephone; else from here. */
export const MESSAGE_ORIGINS = [
  'CONTACT',
  'PHONE',
  'API',
  'DASHBOARD',
  'CHATWOOT',
] as const satisfies readonly (SendOrigin | 'CONTACT' | 'PHONE')[];
export type MessageOrigin = (typeof MESSAGE_ORIGINS)[number];

/** How far a message got. No PII. */
export interface Progress {
  readonly origin: MessageOrigin;
  readonly status: SendStatus;
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
}

/** What of a message's row its progress is told by. */
export type ProgressFacts = Pick<
  MessageRow,
  '_id' | 'direction' | 'send' | 'providerAt' | 'storedAt' | 'readAt' | 'unread'
>;

/** The progress of messages that came through the gate, by their ids: two look-ups by id at most. */
export async function readProgress(
  core: Core,
  account: string,
  rows: readonly ProgressFacts[],
): Promise<ReadonlyMap<string, Progress>> {
  const [sends, statuses] = await Promise.all([
    byId<SendLogRow>(
      core,
      COLLECTIONS.sendLog,
      account,
      rows.flatMap(({ send }) => send ?? []),
    ),
    byId<StatusRow>(
      core,
      COLLECTIONS.statuses,
      account,
      rows.flatMap(({ _id, direction, send }) =>
        direction === 'OUTBOUND' && send === undefined ? [_id] : [],
      ),
    ),
  ]);
  return new Map(
    rows.map((row) => {
      const send = row.send === undefined ? undefined : sends.get(row.send);
      if (row.direction === 'INBOUND') return [row._id, ofInbound(row)];
      return [row._id, send ? ofSend(send) : ofPhone(row, statuses.get(row._id))];
    }),
  );
}

/** An inbound message was sent by the contact, delivered to us, and read by whoever marked it so. */
function ofInbound(row: ProgressFacts): Progress {
  return {
    origin: 'CONTACT',
    status: row.unread ? 'DELIVERED' : 'READ',
    sentAt: row.providerAt,
    deliveredAt: row.storedAt,
    readAt: row.readAt ?? null,
  };
}

/** What was sent from here: as its entry in the send log says. */
function ofSend({ origin, status, sentAt, deliveredAt, readAt }: SendLogRow): Progress {
  return {
    origin,
    status,
    sentAt: sentAt ?? null,
    deliveredAt: deliveredAt ?? null,
    readAt: readAt ?? null,
  };
}

/** What the business sent by its telephone: as far as the provider's statuses told; it is known to be sent. */
function ofPhone(row: ProgressFacts, status: StatusRow | undefined): Progress {
  const name = statusOfRank(status?.rank ?? 0) ?? 'SENT';
  const { times = {} } = status ?? {};
  return {
    origin: 'PHONE',
    // Played is what reading is for a voice message.
    status: name === 'PLAYED' ? 'READ' : name,
    sentAt: times['SENT'] ?? row.providerAt,
    deliveredAt: times['DELIVERED'] ?? null,
    readAt: times['READ'] ?? times['PLAYED'] ?? null,
  };
}

async function byId<T extends Doc>(
  { documents }: Core,
  collection: string,
  account: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  if (ids.length === 0) return new Map();
  const rows = await documents.find<T>(collection, { account, _id: { $in: ids } });
  return new Map(rows.map((row) => [row._id, row]));
}
