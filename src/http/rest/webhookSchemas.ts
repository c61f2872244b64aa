import { z } from 'zod';
import { wholeNumber } from './paging.js';
import { components } from './schemas.js';

const dateTime = z.string().meta({ format: 'date-time', description: 'ISO 8601 in UTC with milliseconds.' });

export const webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  active: z.boolean(),
  events: z.array(z.string()).meta({ description: '"*" means all; an empty list dispatches nothing.' }),
  whatsappNumberIds: z.array(z.string()).meta({ description: 'The one number it is bound to.' }),
  lastTriggered: dateTime.nullable(),
  createdAt: dateTime,
  updatedAt: dateTime,
});
components.add(webhook, { id: 'Webhook' });
export type WebhookJson = z.output<typeof webhook>;

export const createdWebhook = webhook.extend({
  secret: z.string().meta({ description: '`whsec_…` (Standard Webhooks); shown this once.' }),
});
components.add(createdWebhook, { id: 'CreatedWebhook' });

const changeable = {
  name: z.string(),
  url: z.string().meta({ description: 'An https address that is not private.' }),
  events: z.array(z.string()),
  active: z.boolean(),
  whatsappNumberId: z.string(),
};

export const newWebhook = z.strictObject({
  ...changeable,
  events: changeable.events.default([]),
  active: changeable.active.default(true),
  whatsappNumberId: changeable.whatsappNumberId
    .optional()
    .meta({ description: 'With an account’s key, unless the header x-whatsapp-number-id names it.' }),
});
components.add(newWebhook, { id: 'NewWebhook' });
export type NewWebhook = z.output<typeof newWebhook>;

export const webhookPatch = z.strictObject(changeable).partial().prefault({}).meta({ minProperties: 1 });
components.add(webhookPatch, { id: 'WebhookPatch' });
export type WebhookPatch = z.output<typeof webhookPatch>;

export const webhookLog = z.object({
  event: z.string(),
  status: z.enum(['SUCCESS', 'FAILED']),
  statusCode: z.int().nullable().meta({ description: 'Null: there was no answer.' }),
  payload: z
    .unknown()
    .meta({ description: 'What was posted; null once it is erased, or out of its window.' }),
  response: z
    .string()
    .nullable()
    .meta({ description: 'Up to 4 KiB of the answer; it goes with the payload.' }),
  durationMs: z.int().min(0),
  createdAt: dateTime,
});
components.add(webhookLog, { id: 'WebhookLog' });
export type WebhookLogJson = z.output<typeof webhookLog>;

const MAX_LOGS = 50;

export const logQuery = z.object({
  limit: wholeNumber(MAX_LOGS, MAX_LOGS, 'How many, 1 to 50.'),
  event: z.string().optional().meta({ description: 'Only of this event.' }),
});
