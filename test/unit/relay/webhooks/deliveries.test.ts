import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from '../../../../src/administration/context.js';
import { createUser } from '../../../../src/administration/users.js';
import { webhookLogs } from '../../../../src/administration/webhookLogs.js';
import { getWebhook } from '../../../../src/administration/webhooks.js';
import { COLLECTIONS } from '../../../../src/events/collections.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../../src/lib/clock.js';
import { everythingStored } from '../../../support/core.js';
import type { TestGateway } from '../../../support/gateway.js';
import { isVerified, type WebhookReceiver } from '../../../support/receiver.js';
import { createWebhookStage, type WebhookStage } from '../../../support/webhookStage.js';
import { envelope, messageStatus } from '../../../support/whatsapp.js';

const CANARY = 'canary-hook-7731';
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

describe('what arrives', () => {
  test('is posted, signed, to each endpoint that wants it, and to no other', async () => {
    const { secret } = await addEndpoint('all');
    await addEndpoint('received', { events: ['message.received'] });
    await addEndpoint('reads', { events: ['message.read'] });
    await addEndpoint('none', { events: [] });
    await say('hello');
    await pass();
    expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/all', '/received']);
    const [got] = receiver.of('/all');
    expect(got?.body).toMatchObject({ event: 'message.received', data: { content: 'hello', fromMe: false } });
    expect(got && isVerified(secret, got)).toBe(true);
    const ids = receiver.received.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect((await rows()).map(({ _id }) => _id).sort()).toEqual([...ids].sort());
    expect(await rows({ state: 'SUCCEEDED' })).toHaveLength(2);
    expect(await gateway.core.documents.count(COLLECTIONS.relays, {})).toBe(0);
  });

  test('leaves nothing behind where nobody is to be told', async () => {
    await say('hello');
    await addEndpoint('none', { events: [] });
    await say('again');
    expect(await gateway.core.documents.count(COLLECTIONS.relays, {})).toBe(0);
  });

  test('statuses are told too, and the same event twice is one delivery', async () => {
    await addEndpoint('all');
    const status = envelope({ statuses: [messageStatus('delivered', { at: gateway.now })] });
    await gateway.receive(status);
    await gateway.receive(status);
    await pass();
    expect(receiver.received.map(({ body }) => body.event)).toEqual(['message.delivered']);
  });

  test('the body is nowhere but in the event’s own payload', async () => {
    receiver.answer = (got, response) => response.writeHead(200).end(got.text);
    await addEndpoint('all');
    await say(CANARY);
    await pass();
    expect(receiver.of('/all')[0]?.text).toContain(CANARY);
    expect(await everythingStored(gateway.core)).not.toContain(CANARY);
  });
});

describe('an endpoint that fails', () => {
  test('is tried by the schedule with the same id, and what it answered is kept', async () => {
    receiver.answer = (_got, response) => response.writeHead(500).end('no such luck');
    const { webhook } = await addEndpoint('all');
    await say('hello');
    const times: number[] = [];
    const start = gateway.now.getTime();
    await pass();
    for (const step of [5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS]) {
      const [row] = await rows();
      times.push(((row?.dueAt?.getTime() ?? 0) - start) / 1_000);
      later(step - SECOND_MS);
      const before = receiver.received.length;
      await pass();
      expect(receiver.received).toHaveLength(before);
      later(SECOND_MS + step * 0.2);
      await pass();
      expect(receiver.received).toHaveLength(before + 1);
    }
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
    for (let left = 0; left < 4; left += 1) {
      later(13 * HOUR_MS);
      await pass();
    }
    expect(receiver.received).toHaveLength(8);
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'FAILED', attemptCount: 8 });
    expect(row?.dueAt).toBeUndefined();
    const logs = await webhookLogs(gateway.services, gateway.account, webhook._id, { limit: 50 });
    expect(logs).toHaveLength(8);
    expect(logs[0]).toMatchObject({ status: 'FAILED', statusCode: 500, response: 'no such luck' });
    expect(logs[0]?.payload).toMatchObject({ event: 'message.received', data: { content: 'hello' } });
  });

  test('Retry-After is honoured, and 410 is the end', async () => {
    receiver.answer = (_got, response) => response.writeHead(503, { 'retry-after': '3600' }).end();
    const { webhook } = await addEndpoint('all');
    await say('hello');
    await pass();
    later(HOUR_MS - SECOND_MS);
    await pass();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = 410;
    later(SECOND_MS);
    await pass();
    expect(receiver.received).toHaveLength(2);
    expect(await getWebhook(gateway.core, gateway.account, webhook._id)).toMatchObject({
      isActive: false,
      disabledReason: 'GONE',
    });
    await say('again');
    await pass();
    expect(receiver.received).toHaveLength(2);
  });

  test('one that asks for mercy is left alone, and its neighbours are not', async () => {
    receiver.answer = (got, response) => response.writeHead(got.path === '/busy' ? 429 : 200).end();
    await addEndpoint('busy');
    await addEndpoint('well');
    await say('one');
    await pass();
    await say('two');
    await pass();
    expect(receiver.of('/busy')).toHaveLength(1);
    expect(receiver.of('/well')).toHaveLength(2);
  });

  test('for five days is disabled, and its owners are told by mail', async () => {
    receiver.answer = 302;
    const owner = { email: 'owner@example.org', password: 'correct horse battery', role: 'ADMIN' } as const;
    await createUser(gateway.core, context(), owner);
    const { webhook } = await addEndpoint('all');
    await say('one');
    await pass();
    later(5 * DAY_MS - HOUR_MS);
    await say('two');
    await pass();
    expect((await getWebhook(gateway.core, gateway.account, webhook._id)).isActive).toBe(true);
    later(2 * HOUR_MS);
    await pass();
    expect(await getWebhook(gateway.core, gateway.account, webhook._id)).toMatchObject({
      isActive: false,
      disabledReason: 'FAILING',
    });
    expect(stage.mails).toMatchObject([{ to: ['owner@example.org'], subject: 'Webhook disabled: all' }]);
  });

  test('does not hold up others while it hangs', async () => {
    receiver.answer = (got, response) => {
      if (got.path !== '/hangs') response.writeHead(200).end();
    };
    await addEndpoint('hangs');
    await addEndpoint('well');
    for (let index = 0; index < 20; index += 1) await say(`message ${String(index)}`);
    gateway.services.deliveries.start();
    const end = Date.now() + 5_000;
    while (receiver.of('/well').length < 20 && Date.now() < end) await new Promise((r) => setTimeout(r, 10));
    expect(receiver.of('/well')).toHaveLength(20);
    expect(receiver.of('/hangs').length).toBeLessThanOrEqual(4);
  });
});

describe('where order is kept', () => {
  test('an event waits until the one before of its conversation is settled, other conversations do not', async () => {
    let isDown = true;
    receiver.answer = (got, response) =>
      response.writeHead(isDown && got.body.data['content'] === 'a1' ? 500 : 200).end();
    await addEndpoint('ordered', { ordered: true });
    const other = { from: { phone: '4915112345678', name: 'Other' } };
    await say('a1');
    await say('a2');
    await say('b1', other);
    await say('a3');
    await pass();
    const contents = () => receiver.received.map(({ body }) => body.data['content']);
    expect(contents().sort()).toEqual(['a1', 'b1']);
    isDown = false;
    later(10 * SECOND_MS);
    await pass();
    expect(contents().filter((text) => String(text).startsWith('a'))).toEqual(['a1', 'a1', 'a2', 'a3']);
    expect(await rows({ state: 'SUCCEEDED' })).toHaveLength(4);
  });
});
