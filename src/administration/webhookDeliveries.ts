import { WEBHOOK_EVENTS } from '../domain/webhook/webhookEvents.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Filter } from '../events/documents.js';
import { invalid, type InvalidInput } from '../lib/errors.js';
import { firstIdAt } from '../lib/ids.js';
import type { DeliveryState } from '../domain/webhook/deliveryWords.js';
import type { DeliveryRow, RelayRow } from '../projections/webhookRows.js';
import type { DeliveryEngine } from '../relay/webhooks/engine.js';
import { newDelivery } from '../relay/webhooks/newDelivery.js';
import type { Context } from './context.js';
import { readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';
import { getWebhook, type WebhookView } from './webhooks.js';

export interface DeliveryDeps {
  readonly core: Core;
  readonly deliveries: DeliveryEngine;
}

export interface DeliveryFilter {
  readonly webhookId?: string | null;
  readonly numberId?: string | null;
  readonly state?: DeliveryState | null;
  readonly event?: string | null;
}

/** The account's deliveries, newest first: metadata alone, which outlives what was told. */
export function listDeliveries(
  core: Core,
  account: string,
  { webhookId, numberId, state, event }: DeliveryFilter,
  page: PageInput,
): Promise<Page<DeliveryRow>> {
  const filter: Filter & { readonly account: string } = {
    account,
    ...(webhookId && { webhook: webhookId }),
    ...(numberId && { number: numberId }),
    ...(state && { state }),
    ...(event && { event }),
  };
  const order = { field: 'createdAt', direction: -1 } as const;
  return readPage<DeliveryRow>(core, COLLECTIONS.deliveries, filter, order, page);
}

/** @throws NOT_FOUND */
export function getDelivery(core: Core, account: string, id: string): Promise<DeliveryRow> {
  return getRow<DeliveryRow>(core, COLLECTIONS.deliveries, account, id, 'delivery');
}

/** Sends an event that is made up, whether the endpoint subscribes to it or not. @throws NOT_FOUND, InvalidInput */
export async function sendExampleEvent(
  { core, deliveries }: DeliveryDeps,
  { account }: Context,
  { webhookId, event }: { readonly webhookId: string; readonly event: string },
): Promise<DeliveryRow> {
  const webhook = await getWebhook(core, account, webhookId);
  if (!WEBHOOK_EVENTS.some((name) => name === event))
    throw invalid('event', 'EVENTS_INVALID', `An event is of ${WEBHOOK_EVENTS.join(', ')}.`);
  if (!webhook.isActive) throw inactive('webhookId');
  const id = core.newId();
  const at = core.clock();
  const source = { kind: 'EXAMPLE' } as const;
  const row = newDelivery(webhook, { id, event, source, at, conversation: id, order: id }, at);
  await core.documents.insertMany(COLLECTIONS.deliveries, [row]);
  deliveries.outbox.wake();
  return row;
}

/**
 * Sends a delivery again, from the first try on, by the same `webhook-id`.
 * @throws NOT_FOUND; InvalidInput `ERASED` when what it told is forgotten: a replay never sends that
 */
export async function resendDelivery(
  { core, deliveries }: DeliveryDeps,
  { account }: Context,
  { deliveryId }: { readonly deliveryId: string },
): Promise<DeliveryRow> {
  const row = await getDelivery(core, account, deliveryId);
  const webhook = await getWebhook(core, account, row.webhook);
  if (!webhook.isActive) throw inactive('deliveryId');
  const opened = await deliveries.open(row);
  if (opened.kind !== 'OPEN') throw erased();
  const filter = { _id: row._id, account };
  // One that is under way is left to it.
  const settled = { ...filter, state: { $ne: 'PENDING' } };
  const waiting = { ...filter, state: 'PENDING', leaseUntil: { $exists: false } };
  const set = dueNow(core.clock());
  await core.documents.update(COLLECTIONS.deliveries, [
    { filter: settled, set, unset: ['reason'] },
    { filter: waiting, set },
  ]);
  deliveries.outbox.wake();
  return getDelivery(core, account, deliveryId);
}

/**
 * Sends an endpoint everything since an instant that it has not taken: what failed, what was skipped while it was
 * off, and what happened meanwhile and was never tried. What is erased by now is not sent.
 * @throws NOT_FOUND, InvalidInput
 */
export async function recoverDeliveries(
  { core, deliveries }: DeliveryDeps,
  { account }: Context,
  { webhookId, since }: { readonly webhookId: string; readonly since: Date },
): Promise<{ readonly webhook: WebhookView }> {
  const webhook = await getWebhook(core, account, webhookId);
  const now = core.clock();
  if (!webhook.isActive) throw inactive('webhookId');
  if (since > now) throw invalid('since', 'SINCE_INVALID', 'since is an instant of the past.');
  const missed = {
    ...{ account, webhook: webhookId, createdAt: { $gte: since }, 'source.kind': { $ne: 'ARRIVED' } },
    $or: [{ state: 'FAILED' }, { state: 'SKIPPED', reason: 'DISABLED' }],
  };
  await core.documents.update(COLLECTIONS.deliveries, [
    { filter: missed, set: dueNow(now), unset: ['reason'], many: true },
  ]);
  const relay: RelayRow = {
    _id: core.newId(),
    account,
    number: webhook.number,
    origin: core.origin,
    kind: 'RECOVER',
    webhook: webhookId,
    from: firstIdAt(since),
    until: core.newId(),
  };
  await core.documents.insertMany(COLLECTIONS.relays, [relay]);
  deliveries.outbox.wake();
  return { webhook };
}

function dueNow(now: Date): Readonly<Record<string, unknown>> {
  return { state: 'PENDING', tries: 0, dueAt: now, updatedAt: now };
}

function inactive(field: string): InvalidInput {
  return invalid(field, 'WEBHOOK_INACTIVE', 'The webhook is switched off: activate it first.');
}

function erased(): InvalidInput {
  return invalid('deliveryId', 'ERASED', 'What this told has been erased: it is not sent again.');
}
