import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../../../../src/administration/context.js';
import { updateNumber } from '../../../../src/administration/numbers.js';
import { removeNumber, setNumberPiiMode } from '../../../../src/administration/numberPolicy.js';
import {
  recoverDeliveries,
  resendDelivery,
  sendExampleEvent,
} from '../../../../src/administration/webhookDeliveries.js';
import { webhookLogs } from '../../../../src/administration/webhookLogs.js';
import {
  deleteWebhook,
  getWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '../../../../src/administration/webhooks.js';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../../../src/lib/clock.js';
import type { TestGateway } from '../../../support/gateway.js';
import { isVerified, type WebhookReceiver } from '../../../support/receiver.js';
import { createWebhookStage, type WebhookStage } from '../../../support/webhookStage.js';

let stage: WebhookStage;
let gateway: TestGateway;
let receiver: WebhookReceiver;

beforeEach(async () => {
  stage = await createWebhookStage();
  ({ gateway, receiver } = stage);
});
afterEach(() => stage.stop());

const context = (): Context => stage.context;
const addEndpoint: WebhookStage['addEndpoint'] = (path, more) => stage.addEndpoint(path, more);
const pass = (): Promise<void> => stage.pass();
const say: WebhookStage['say'] = (text, more) => stage.say(text, more);
const rows: WebhookStage['rows'] = (filter) => stage.rows(filter);
const later = (ms: number): void => {
  stage.later(ms);
};

describe('forgetting', () => {
  test('a retry of what is out of its window sends nothing, and a resend is refused with that reason', async () => {
    receiver.answer = (_got, response) => response.writeHead(500).end('kept?');
    const { webhook } = await addEndpoint('all');
    await say('hello');
    await pass();
    await setNumberPiiMode(gateway.core, context(), {
      numberId: gateway.number._id,
      mode: 'STORE_X_DAYS',
      piiRetentionDays: 1,
    });
    later(2 * DAY_MS);
    await pass();
    expect(receiver.received).toHaveLength(1);
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'SKIPPED', reason: 'ERASED' });
    await expect(
      resendDelivery(gateway.services, context(), { deliveryId: row?._id ?? '' }),
    ).rejects.toMatchObject({ errors: [{ code: 'ERASED' }] });
    const [log] = await webhookLogs(gateway.services, gateway.account, webhook._id, { limit: 5 });
    expect(log).toMatchObject({ statusCode: 500, payload: null, response: null });
  });
});

describe('by hand', () => {
  test('an example is sent of every event', async () => {
    const { webhook } = await addEndpoint('all', { events: [] });
    for (const event of ['message.received', 'message.failed', 'number.connected', 'call.ended'])
      await sendExampleEvent(gateway.services, context(), { webhookId: webhook._id, event });
    await pass();
    expect(receiver.received.map(({ body }) => body.event).sort()).toEqual([
      'call.ended',
      'message.failed',
      'message.received',
      'number.connected',
    ]);
    await expect(
      sendExampleEvent(gateway.services, context(), { webhookId: webhook._id, event: 'nothing' }),
    ).rejects.toMatchObject({ errors: [{ code: 'EVENTS_INVALID' }] });
  });

  test('a delivery is sent again by the same id', async () => {
    await addEndpoint('all');
    await say('hello');
    await pass();
    const [row] = await rows();
    await resendDelivery(gateway.services, context(), { deliveryId: row?._id ?? '' });
    await pass();
    expect(receiver.received.map(({ id }) => id)).toEqual([row?._id, row?._id]);
    expect(await rows()).toMatchObject([{ state: 'SUCCEEDED', attemptCount: 2 }]);
  });

  test('recovering gives an endpoint what failed, and what happened while it was off', async () => {
    const since = gateway.now;
    const { webhook } = await addEndpoint('all');
    const webhookId = webhook._id;
    await say('taken');
    await pass();
    receiver.answer = 410;
    later(SECOND_MS);
    await say('refused');
    await pass();
    await say('while off');
    receiver.answer = 200;
    await expect(recoverDeliveries(gateway.services, context(), { webhookId, since })).rejects.toMatchObject({
      errors: [{ code: 'WEBHOOK_INACTIVE' }],
    });
    await updateWebhook(gateway.services, context(), { webhookId, isActive: true });
    const before = receiver.received.length;
    await recoverDeliveries(gateway.services, context(), { webhookId, since });
    await pass();
    const contents = receiver.received.slice(before).map(({ body }) => body.data['content']);
    expect(contents.sort()).toEqual(['refused', 'while off']);
    expect(await gateway.core.documents.count(COLLECTIONS.relays, {})).toBe(0);
  });

  test('a rotated secret signs beside the old one for a day', async () => {
    const { webhook, secret } = await addEndpoint('all');
    const { secret: fresh } = await rotateWebhookSecret(gateway.services, context(), {
      webhookId: webhook._id,
    });
    await say('one');
    await pass();
    const [first] = receiver.received;
    expect([secret, fresh].map((key) => first && isVerified(key, first))).toEqual([true, true]);
    later(DAY_MS + SECOND_MS);
    await say('two');
    await pass();
    const [, second] = receiver.received;
    expect([secret, fresh].map((key) => second && isVerified(key, second))).toEqual([false, true]);
  });
});

describe('the number', () => {
  test('tells when it is disconnected and removed, and its endpoints go with it', async () => {
    const { webhook } = await addEndpoint('all');
    await addEndpoint('messages', { events: ['message.received'] });
    await say('hello');
    await updateNumber(gateway.core, context(), { numberId: gateway.number._id, whatsapp: null });
    await pass();
    await removeNumber(gateway.core, context(), { numberId: gateway.number._id });
    await pass();
    expect(
      receiver
        .of('/all')
        .map(({ body }) => body.event)
        .sort(),
    ).toEqual(['message.received', 'number.disconnected', 'number.removed']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await gateway.core.documents.count(COLLECTIONS.webhooks, {})).toBe(0);
    await expect(getWebhook(gateway.core, gateway.account, webhook._id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('a deleted endpoint gets nothing more, and its secret is gone', async () => {
    receiver.answer = 500;
    const { webhook } = await addEndpoint('all');
    await say('hello');
    await pass();
    await deleteWebhook(gateway.services, context(), { webhookId: webhook._id });
    later(HOUR_MS);
    await pass();
    expect(receiver.received).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'SKIPPED', reason: 'DELETED' }]);
  });
});
