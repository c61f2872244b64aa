import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resendDelivery } from '../../../../src/administration/webhookDeliveries.js';
import { createNumber } from '../../../../src/administration/numbers.js';
import { setNumberPiiMode } from '../../../../src/administration/numberPolicy.js';
import { createWebhook, updateWebhook } from '../../../../src/administration/webhooks.js';
import { registerHooks } from '../../../../src/http/hooks/registerHooks.js';
import { createHttpServer } from '../../../../src/http/server.js';
import { DAY_MS } from '../../../../src/lib/clock.js';
import { silentLog } from '../../../../src/lib/log.js';
import { listLost } from '../../../../src/relay/direct/lost.js';
import { everythingStored } from '../../../support/core.js';
import { isVerified } from '../../../support/receiver.js';
import { eventually } from '../../../support/session.js';
import { createWebhookStage, type WebhookStage } from '../../../support/webhookStage.js';
import { editMessage, envelope, messageStatus, signBody, textMessage } from '../../../support/whatsapp.js';

const TEXT = 'canary-relayed-text';
const PHONE = '4915155507701';

/** The number stores nothing; its hook is asked over real HTTP, and so are its endpoints. */
describe('relaying what may not be stored', () => {
  let stage: WebhookStage;
  let app: FastifyInstance;
  beforeEach(async () => {
    stage = await createWebhookStage();
    const { core, services, number } = stage.gateway;
    await setNumberPiiMode(core, stage.context, { numberId: number._id, mode: 'RELAY_ONLY' });
    app = createHttpServer({ log: silentLog });
    registerHooks(app, services);
    await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    await app.close();
    await stage.stop();
  });

  const deliver = (body: unknown, numberId = stage.gateway.number._id): Promise<Response> => {
    const port = String((app.server.address() as AddressInfo).port);
    const text = JSON.stringify(body);
    return fetch(`http://127.0.0.1:${port}/hooks/whatsapp/${numberId}`, {
      method: 'POST',
      body: text,
      headers: { 'x-hub-signature-256': signBody(text, 'app-secret') },
    });
  };
  const message = (id: string, text = TEXT): unknown => {
    const from = { phone: PHONE, name: 'Canary Relay' };
    return envelope({ contacts: [from], messages: [textMessage({ id, from, text, at: stage.gateway.now })] });
  };
  const idsAt = (path: string): string[] => stage.receiver.of(path).map(({ id }) => id);

  it('tells every endpoint before it answers, signed, and each of them once', async () => {
    const { secret } = await stage.addEndpoint('a');
    await stage.addEndpoint('b', { events: ['message.reply'] });
    expect((await deliver(message('wamid.1'))).status).toBe(200);
    expect((await deliver(message('wamid.1'))).status).toBe(200);
    const [got, ...more] = stage.receiver.received;
    expect(more).toEqual([]);
    expect(got?.body).toMatchObject({
      event: 'message.received',
      data: { content: TEXT, from: `+${PHONE}` },
    });
    expect(got && isVerified(secret, got)).toBe(true);
    const [row] = await stage.rows();
    expect(row).toMatchObject({ _id: got?.id, state: 'SUCCEEDED', attempts: [{ statusCode: 200 }] });
    expect(row?.lostAt).toBeUndefined();
    const resend = resendDelivery(stage.gateway.services, stage.context, { deliveryId: row?._id ?? '' });
    await expect(resend).rejects.toMatchObject({ errors: [{ code: 'ERASED' }] });
  });

  it('answers 503 while one has not taken it, and tells it alone when it comes again', async () => {
    await stage.addEndpoint('well');
    await stage.addEndpoint('down');
    const request = { account: stage.gateway.account, numberIds: null, types: null, after: null };
    const live = stage.gateway.services.hub.subscribe(request);
    stage.receiver.answer = ({ path }, response) => response.writeHead(path === '/down' ? 400 : 204).end();
    const refused = await deliver(message('wamid.1'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await deliver(message('wamid.1'))).status).toBe(503);
    stage.receiver.answer = 200;
    expect((await deliver(message('wamid.1'))).status).toBe(200);
    expect([idsAt('/well').length, idsAt('/down').length]).toEqual([1, 3]);
    expect(new Set(idsAt('/down')).size).toBe(1);
    expect((await live.next()).value).toMatchObject({ data: { content: TEXT } });
    await deliver(message('wamid.2', 'second'));
    expect((await live.next()).value).toMatchObject({ data: { content: 'second' } });
    const rows = await stage.rows();
    expect(rows.map(({ state, attemptCount }) => [state, attemptCount]).sort()).toEqual([
      ['SUCCEEDED', 1],
      ['SUCCEEDED', 1],
      ['SUCCEEDED', 1],
      ['SUCCEEDED', 3],
    ]);
  });

  it('relays edits and each status too', async () => {
    await stage.addEndpoint('a');
    const at = stage.gateway.now;
    const edit = editMessage({ original: 'wamid.1', to: textMessage({ text: 'after' }), at });
    await deliver(envelope({ messages: [edit] }));
    await deliver(envelope({ statuses: [messageStatus('delivered', { id: 'wamid.9', at })] }));
    await deliver(envelope({ statuses: [messageStatus('read', { id: 'wamid.9', at })] }));
    expect(stage.receiver.received.map(({ body }) => body.event)).toEqual([
      'message.received',
      'message.delivered',
      'message.read',
    ]);
  });

  it('counts an endpoint that is gone as done', async () => {
    await stage.addEndpoint('gone');
    stage.receiver.answer = 410;
    expect((await deliver(message('wamid.1'))).status).toBe(200);
    expect((await deliver(message('wamid.2'))).status).toBe(200);
    expect(idsAt('/gone')).toHaveLength(1);
  });

  it('holds nobody up by an endpoint that hangs, and asks it no more than once at a time', async () => {
    await stage.addEndpoint('hangs');
    await stage.addEndpoint('well');
    const { core, services } = stage.gateway;
    const other = await createNumber(core, stage.context, {
      name: 'other',
      phoneNumber: '+4930123457',
      whatsapp: { phoneNumberId: '77', accessToken: 't', appSecret: 'app-secret', verifyToken: 'v' },
    });
    await setNumberPiiMode(core, stage.context, { numberId: other._id, mode: 'RELAY_ONLY' });
    const endpoint = { numberId: other._id, name: 'other', events: ['*'], ordered: false };
    await createWebhook(services, stage.context, { ...endpoint, url: `${stage.receiver.origin}/well` });
    const givenUp: string[] = [];
    stage.receiver.answer = ({ path, id }, response) => {
      if (path === '/well') response.writeHead(200).end();
      else response.on('close', () => givenUp.push(id));
    };
    const many = Array.from({ length: 50 }, (_, index) => deliver(message(`wamid.${String(index)}`)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const messages = [textMessage({ id: 'wamid.other', at: stage.gateway.now })];
    const unbothered = await deliver(envelope({ phoneNumberId: '77', messages }), other._id);
    expect([unbothered.status, givenUp]).toEqual([200, []]);
    expect(new Set((await Promise.all(many)).map(({ status }) => status))).toEqual(new Set([503]));
    const asked = idsAt('/hangs').length;
    expect(asked).toBeLessThan(many.length);
    expect(new Set(idsAt('/well')).size).toBe(51);
    // Known to hang by now: refused at once, beside the one that tries.
    const probe = deliver(message('wamid.probe'));
    await eventually(() => Promise.resolve(idsAt('/hangs').length > asked || null));
    expect((await deliver(message('wamid.next'))).status).toBe(503);
    expect(givenUp).toHaveLength(asked);
    stage.receiver.answer = 200;
    await probe;
    expect((await deliver(message('wamid.next'))).status).toBe(200);
  }, 60_000);

  it('tells an ordered endpoint of one conversation one after another', async () => {
    await stage.addEndpoint('ordered', { ordered: true });
    const told: unknown[] = [];
    stage.receiver.answer = ({ body }, response) => {
      told.push(body.data['content']);
      setTimeout(
        () => {
          told.push('answered');
          response.writeHead(200).end();
        },
        told.length === 1 ? 300 : 0,
      );
    };
    const at = stage.gateway.now;
    const from = { phone: PHONE, name: 'Canary Relay' };
    const messages = ['first', 'second'].map((text) => textMessage({ id: `wamid.${text}`, from, text, at }));
    expect((await deliver(envelope({ messages }))).status).toBe(200);
    expect(told).toEqual(['first', 'answered', 'second', 'answered']);
  });

  it('waits for no endpoint that is switched off', async () => {
    const { webhook } = await stage.addEndpoint('off');
    stage.receiver.answer = 500;
    expect((await deliver(message('wamid.1'))).status).toBe(503);
    const { services } = stage.gateway;
    await updateWebhook(services, stage.context, { webhookId: webhook._id, isActive: false });
    expect((await deliver(message('wamid.1'))).status).toBe(200);
    stage.later(DAY_MS + 1);
    expect(await listLost(stage.gateway.core)).toBe(0);
    expect(await stage.rows()).toMatchObject([{ state: 'SKIPPED', reason: 'DISABLED' }]);
  });

  it('lists as lost what the provider gave up on, and nothing is found of it', async () => {
    await stage.addEndpoint('down');
    stage.receiver.answer = 500;
    await deliver(message('wamid.1'));
    expect(await listLost(stage.gateway.core)).toBe(0);
    stage.later(DAY_MS + 1);
    expect(await listLost(stage.gateway.core)).toBe(1);
    expect(await listLost(stage.gateway.core)).toBe(0);
    expect(await stage.rows()).toMatchObject([{ state: 'LOST', attempts: [{ statusCode: 500 }] }]);
    const stored = await everythingStored(stage.gateway.core);
    for (const canary of [TEXT, PHONE, 'Canary Relay', 'wamid.1']) expect(stored).not.toContain(canary);
    // It came again after all.
    stage.receiver.answer = 200;
    expect((await deliver(message('wamid.1'))).status).toBe(200);
    expect(await stage.rows()).toMatchObject([{ state: 'SUCCEEDED' }]);
  });
});
