import { createHash } from 'node:crypto';
import { derivedId } from '../../lib/ids.js';
import type { DeliveryRow, DeliverySource, WebhookRow } from '../../projections/webhookRows.js';

/** One event for one endpoint always gives the same delivery: making it twice makes one. */
export function deliveryIdOf(stream: string, version: number, webhook: string): string {
  return derivedId(createHash('sha256').update(`${stream}/${version}/${webhook}`).digest());
}

/** A delivery that is due at once. */
export function newDelivery(
  webhook: WebhookRow,
  told: {
    readonly id: string;
    readonly event: string;
    readonly source: DeliverySource;
    readonly at: Date;
    readonly conversation: string;
    readonly order: string;
  },
  now: Date,
): DeliveryRow {
  const { id, ...rest } = told;
  return {
    _id: id,
    account: webhook.account,
    number: webhook.number,
    webhook: webhook._id,
    ...rest,
    state: 'PENDING',
    tries: 0,
    attemptCount: 0,
    attempts: [],
    createdAt: now,
    updatedAt: now,
    dueAt: now,
  };
}
