import type { InboundStatus } from '../channels/inbound.js';
import { deliveryStatusDecider, reportStatus } from '../domain/deliveryStatus/deliveryStatus.js';
import { SYSTEM } from '../domain/events.js';
import { retentionTime } from '../domain/retentionRules.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import type { NumberRow } from '../projections/rows.js';
import { NO_RELAYS, type RelayOutbox } from '../relay/webhooks/relayOutbox.js';
import { messageIdOf } from './messageIds.js';

/** Keeps what the provider tells of a sent message's way, without the recipient. Gives whether it was news. */
export async function storeStatus(
  core: Core,
  number: NumberRow,
  status: InboundStatus,
  arrivedAt: Date,
  relays: RelayOutbox = NO_RELAYS,
): Promise<boolean> {
  const { account, _id } = number;
  const id = await messageIdOf(core, account, _id, status.externalId);
  const stream = `status:${id}`;
  const at = retentionTime(status.at, arrivedAt, null);
  let isNews = false as boolean;
  await handle(core.store, deliveryStatusDecider, { account, stream, by: SYSTEM }, async (state, version) => {
    const events = reportStatus(state, {
      number: _id,
      status: status.status,
      statusAt: status.at,
      at,
      errorCode: status.errors[0]?.code ?? null,
      pricing: status.pricing ? { ...status.pricing } : null,
    });
    isNews = events.length > 0;
    if (!isNews) return events;
    const place = { account, number: _id, stream, conversation: stream };
    return { events, also: await relays.rowsFor({ ...place, version: version + 1, at }) };
  });
  if (isNews) relays.wake();
  return isNews;
}
