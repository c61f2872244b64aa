import { z } from 'zod';
import { contextOf } from '../../administration/context.js';
import { webhookLogs } from '../../administration/webhookLogs.js';
import {
  allWebhooks,
  createWebhook,
  deleteWebhook,
  updateWebhook,
  type WebhookView,
} from '../../administration/webhooks.js';
import { HttpError, numberNotFound } from '../httpError.js';
import { accountEndpoint, type Endpoint } from './endpoint.js';
import { assertSame, namedNumber, numberOf, webhookOf } from './webhookNumber.js';
import {
  createdWebhook,
  logQuery,
  newWebhook,
  webhook,
  webhookLog,
  webhookPatch,
  type WebhookJson,
  type WebhookPatch,
} from './webhookSchemas.js';

const NUMBER_HEADER = {
  'x-whatsapp-number-id': 'Which number, with an account’s key; ignored with a number’s.',
};

export const webhookEndpoints: readonly Endpoint[] = [
  accountEndpoint({
    method: 'GET',
    path: '/v1/webhooks',
    operationId: 'listWebhooks',
    summary: 'Webhooks, oldest first: of the key’s number, of the one in the header, or of the account',
    scope: 'ANY',
    requestHeaders: NUMBER_HEADER,
    answer: z.array(webhook),
    errors: ['NUMBER_NOT_FOUND'],
    handle: async (call) => {
      const { services, principal } = call;
      const number = namedNumber(call);
      if (number !== null && !(await services.directory.number(principal.account, number)))
        throw numberNotFound();
      return (await allWebhooks(services.core, principal.account, number)).map(toJson);
    },
  }),
  accountEndpoint({
    method: 'POST',
    path: '/v1/webhooks',
    operationId: 'createWebhook',
    summary: 'Makes a webhook; its secret is shown this once',
    scope: 'ANY',
    requestHeaders: NUMBER_HEADER,
    body: newWebhook,
    answer: createdWebhook,
    status: 201,
    errors: ['NUMBER_REQUIRED', 'NUMBER_MISMATCH', 'NUMBER_NOT_FOUND'],
    handle: async (call) => {
      const { services, principal, body } = call;
      const { whatsappNumberId, active, ...settings } = body;
      const numberId = await numberOf(call, whatsappNumberId);
      const by = contextOf(principal);
      const made = await createWebhook(services, by, { ...settings, numberId, ordered: false });
      const view = active
        ? made.webhook
        : await updateWebhook(services, by, { webhookId: made.webhook._id, isActive: false });
      return { ...toJson(view), secret: made.secret };
    },
  }),
  accountEndpoint({
    method: 'GET',
    path: '/v1/webhooks/{id}',
    operationId: 'getWebhook',
    summary: 'One webhook',
    scope: 'ANY',
    requestHeaders: NUMBER_HEADER,
    answer: webhook,
    errors: ['WEBHOOK_NOT_FOUND'],
    handle: async (call) => toJson(await webhookOf(call)),
  }),
  accountEndpoint({
    method: 'PATCH',
    path: '/v1/webhooks/{id}',
    operationId: 'updateWebhook',
    summary: 'Changes what is present; a list of events replaces the one before; the number cannot change',
    scope: 'ANY',
    requestHeaders: NUMBER_HEADER,
    body: webhookPatch,
    answer: webhook,
    errors: ['WEBHOOK_NOT_FOUND', 'EMPTY_PATCH', 'NUMBER_MISMATCH'],
    handle: async (call) => {
      const found = await webhookOf(call);
      const change = changeOf(call.body);
      assertSame(found.number, call.body.whatsappNumberId);
      const by = contextOf(call.principal);
      return toJson(await updateWebhook(call.services, by, { webhookId: found._id, ...change }));
    },
  }),
  accountEndpoint({
    method: 'DELETE',
    path: '/v1/webhooks/{id}',
    operationId: 'deleteWebhook',
    summary: 'Deletes a webhook; what waits for it is not sent',
    scope: 'ANY',
    requestHeaders: NUMBER_HEADER,
    answer: webhook,
    status: 204,
    errors: ['WEBHOOK_NOT_FOUND'],
    handle: async (call) => {
      const found = await webhookOf(call);
      return toJson(await deleteWebhook(call.services, contextOf(call.principal), { webhookId: found._id }));
    },
  }),
  accountEndpoint({
    method: 'GET',
    path: '/v1/webhooks/{id}/logs',
    operationId: 'listWebhookLogs',
    summary: 'The last tries of a webhook, newest first',
    scope: 'ANY',
    requestHeaders: NUMBER_HEADER,
    query: logQuery,
    answer: z.array(webhookLog),
    errors: ['WEBHOOK_NOT_FOUND'],
    handle: async (call) => {
      const { _id, account } = await webhookOf(call);
      const logs = await webhookLogs(call.services, account, _id, call.query);
      return logs.map(({ error: _error, createdAt, ...log }) => ({
        ...log,
        createdAt: createdAt.toISOString(),
      }));
    },
  }),
];

function changeOf({ name, url, events, active, whatsappNumberId }: WebhookPatch) {
  const change = {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(events && { events }),
    ...(active !== undefined && { isActive: active }),
  };
  if (Object.keys(change).length === 0 && whatsappNumberId === undefined)
    throw new HttpError('EMPTY_PATCH', 'The body changes nothing: give name, url, events or active.');
  return change;
}

function toJson(view: WebhookView): WebhookJson {
  const { _id: id, name, url, isActive: active, events, number, lastTriggeredAt } = view;
  return {
    ...{ id, name, url, active, events: [...events], whatsappNumberIds: [number] },
    lastTriggered: lastTriggeredAt?.toISOString() ?? null,
    createdAt: view.createdAt.toISOString(),
    updatedAt: view.updatedAt.toISOString(),
  };
}
