import type { InboundStatus } from '../channels/inbound.js';
import { deliveryStatusDecider, reportStatus } from '../domain/deliveryStatus/deliveryStatus.js';
import { SYSTEM } from '../domain/events.js';
import { retentionTime } from '../domain/retentionRules.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import type { NumberRow } from '../projections/rows.js';
import { messageIdOf } from './messageIds.js';

/** Keeps what the provider tells of a sent message's way, without the recipient. Gives whether it was news. */
export async function storeStatus(
  core: Core,
  number: NumberRow,
  status: InboundStatus,
  arrivedAt: Date,
): Promise<boolean> {
  const { account, _id } = number;
  const id = await messageIdOf(core, account, _id, status.externalId);
  let isNews = false;
  await handle(
    core.store,
    deliveryStatusDecider,
    { account, stream: `status:${id}`, by: SYSTEM },
    (state) => {
      const events = reportStatus(state, {
        number: _id,
        status: status.status,
        statusAt: status.at,
        at: retentionTime(status.at, arrivedAt, null),
        errorCode: status.errors[0]?.code ?? null,
        pricing: status.pricing ? { ...status.pricing } : null,
      });
      isNews = events.length > 0;
      return events;
    },
  );
  return isNews;
}
