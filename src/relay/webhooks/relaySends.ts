import type { SendEvent } from '../../domain/send/send.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Append } from '../../events/eventStore.js';
import type { Write } from '../../events/writes.js';
import { SEND_STREAM } from '../../projections/sendLog.js';
import type { SendLogRow } from '../../projections/sendRows.js';
import { relayWrite } from './relayOutbox.js';
import type { WebhookTargets } from './targets.js';

/** What sends tell nobody of. */
const SILENT: ReadonlySet<SendEvent['type']> = new Set(['SendQueued', 'SendCanceled', 'SendRedacted']);

/**
 * The rows by which endpoints hear of sends. Many places append to a send, so the store asks here; nothing is looked
 * up where the account has no endpoint at all.
 */
export async function rowsForSend(
  core: Core,
  targets: WebhookTargets,
  { account, stream, expectedVersion, events }: Append,
): Promise<readonly Write[]> {
  const list = events as unknown as readonly SendEvent[];
  if (list.every(({ type }) => SILENT.has(type)) || !(await targets.hasAny(account))) return [];
  const place = await placeOf(core, account, stream, list);
  const endpoints = place ? await targets.ofNumber(account, place.number) : [];
  if (!place || !endpoints.some(({ isActive, events: wanted }) => isActive && wanted.length > 0)) return [];
  const { number, at, conversation } = place;
  const version = expectedVersion + 1;
  return [relayWrite(core, { account, number, stream, version, at, conversation: conversation ?? stream })];
}

async function placeOf(
  { documents }: Core,
  account: string,
  stream: string,
  events: readonly SendEvent[],
): Promise<Pick<SendLogRow, 'number' | 'at' | 'conversation'> | null> {
  for (const event of events) if (event.type === 'SendQueued') return event.data;
  const filter = { _id: stream.slice(SEND_STREAM.length), account };
  return documents.findOne<SendLogRow>(COLLECTIONS.sendLog, filter);
}
