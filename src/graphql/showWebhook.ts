import type { Webhook } from '../../schema/types/webhook.type.js';
import type { WebhookDelivery } from '../../schema/types/webhookDelivery.type.js';
import type { WebhookView } from '../administration/webhooks.js';
import type { DeliveryRow } from '../projections/webhookRows.js';

export function showWebhook(view: WebhookView): Webhook {
  const { _id: id, number: numberId, name, url, events, ordered, isActive, disabledReason = null } = view;
  const { lastTriggeredAt, failingSince, createdAt, updatedAt } = view;
  const settings = { id, numberId, name, url, events, ordered, isActive, disabledReason };
  return { ...settings, lastTriggeredAt, failingSince, createdAt, updatedAt };
}

export function showDelivery(row: DeliveryRow): WebhookDelivery {
  const { _id: id, webhook: webhookId, number: numberId, event, state, reason = null, attemptCount } = row;
  const { at: eventAt, createdAt, updatedAt, dueAt: nextAttemptAt = null } = row;
  const attempts = row.attempts.map(({ response: responsePayload, ...attempt }) => ({
    ...attempt,
    responsePayload,
  }));
  const what = { id, webhookId, numberId, event, state, reason, attemptCount, attempts };
  return { ...what, nextAttemptAt, eventAt, createdAt, updatedAt };
}
