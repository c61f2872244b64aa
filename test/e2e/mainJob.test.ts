import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MESSAGE_TYPES } from '../../src/channels/inbound.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.js';
import { APP_SECRET, eventually, startTestApp, type Session, type TestApp } from '../support/app.js';
import { DEFAULT_PHONE_NUMBER_ID, envelope, everyMessageType, textMessage } from '../support/whatsapp.js';
import {
  AuditLogDocument,
  ConversationsDocument,
  CreateApiKeyDocument,
  CreateNumberDocument,
  InboundEventReceivedDocument,
  MessagesDocument,
  RunSweepDocument,
  SetNumberPiiModeDocument,
  SweepDocument,
  UpdateDataRetentionDocument,
  ViewerDocument,
  type InboundEventReceivedSubscription,
} from './generated/operations.js';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';

/** The main job, step by step, through real HTTP and WebSocket clients; only the clock is ours. */
describe('a message comes in, is kept as long as the policies say, and is gone', () => {
  let gateway: TestApp;
  let admin: Session;
  let socket: Client;
  let numberId: string;
  let apiKey: string;
  const events: InboundEventReceivedSubscription['inboundEventReceived'][] = [];

  const readable = async (): Promise<{ total: number; notice: string | null | undefined }> => {
    const { messages } = await admin.run(MessagesDocument, { numberId, first: 100 });
    expect(messages.edges).toHaveLength(messages.totalCount);
    return { total: messages.totalCount, notice: messages.notice };
  };
  const readableByRest = async (path: string) => (await gateway.rest(path, apiKey)).body;
  const sweep = async (): Promise<void> => {
    const { runSweep } = await admin.run(RunSweepDocument, { input: {} });
    const id = runSweep.sweep?.id ?? '';
    await eventually(async () => {
      const { sweep: found } = await admin.run(SweepDocument, { id });
      return found?.state === 'COMPLETED' ? found : null;
    });
  };

  beforeAll(async () => {
    gateway = await startTestApp({ now: new Date('2026-03-31T12:00:00Z') });
  });
  afterAll(async () => {
    await socket.dispose();
    await gateway.stop();
  });

  it('signs in', async () => {
    admin = await gateway.signIn();
    expect(await admin.run(ViewerDocument, {})).toEqual({ viewer: { role: 'SUPER_ADMIN' } });
    await expect(gateway.signIn({ email: 'admin@example.org', password: 'wrong password' })).rejects.toThrow(
      '401',
    );
  });

  it('has a number, which stores indefinitely by default, and a key to it', async () => {
    const whatsapp = {
      phoneNumberId: DEFAULT_PHONE_NUMBER_ID,
      businessAccountId: '1',
      accessToken: 'access',
      appSecret: APP_SECRET,
      verifyToken: 'verify-me',
    };
    const input = { name: 'support', phoneNumber: '+4930123456', whatsapp };
    const { createNumber } = await admin.run(CreateNumberDocument, { input });
    expect(createNumber).toMatchObject({ userErrors: [], number: { piiMode: 'STORE_INDEFINITE' } });
    numberId = createNumber.number?.id ?? '';
    const created = await admin.run(CreateApiKeyDocument, {
      input: { name: 'reader', numberId, retentionDays: 30 },
    });
    apiKey = created.createApiKey.secret ?? '';
    expect(apiKey).toMatch(/^lk_/);
  });

  it('shakes hands with the provider', async () => {
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': '4711',
      'hub.verify_token': 'verify-me',
    });
    const response = await fetch(`${gateway.url}/hooks/whatsapp/${numberId}?${query.toString()}`);
    expect([response.status, await response.text()]).toEqual([200, '4711']);
  });

  it('refuses what it should, and logs nothing of it', async () => {
    const body = envelope({ messages: [textMessage({ text: 'canary-refused', at: gateway.now })] });
    const statuses = await Promise.all([
      gateway.postWebhook(numberId, body, 'sha256=00'),
      gateway.postWebhook(numberId, '{"canary-refused'),
      gateway.postWebhook(numberId, `"${'canary-refused'.repeat(300_000)}"`),
      gateway.postWebhook('00000000-0000-7000-8000-000000000000', body),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 400, 413, 404]);
    expect(gateway.logged.join('\n')).not.toContain('canary-refused');
    expect(await readable()).toEqual({ total: 0, notice: null });
  });

  it('shows a signed webhook with every message type on every surface, and to the subscriber', async () => {
    socket = admin.connect();
    socket.subscribe<InboundEventReceivedSubscription>(
      { query: print(InboundEventReceivedDocument), variables: { numberIds: [numberId] } },
      {
        next: ({ data }) => {
          if (data) events.push(data.inboundEventReceived);
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const messages = everyMessageType({
      text: 'hello',
      caption: 'look',
      phone: '4915155501234',
      name: 'Ana',
      at: gateway.now,
    });
    const response = await gateway.postWebhook(numberId, envelope({ messages }));
    expect(response.status).toBe(200);
    expect((await gateway.postWebhook(numberId, envelope({ messages }))).status).toBe(200);

    expect(await readable()).toEqual({ total: MESSAGE_TYPES.length, notice: null });
    const { messages: page } = await admin.run(MessagesDocument, { numberId, first: 100 });
    expect(page.edges.map(({ node }) => node.type.toLowerCase()).sort()).toEqual([...MESSAGE_TYPES].sort());
    expect(page.edges.find(({ node }) => node.type.toLowerCase() === 'text')?.node).toMatchObject({
      content: 'hello',
      from: '+4915155501234',
      contentState: 'PRESENT',
      expiresAt: null,
    });
    const { conversations } = await admin.run(ConversationsDocument, { numberId });
    expect(conversations.totalCount).toBe(1);
    expect(conversations.edges[0]?.node.unreadCount).toBe(MESSAGE_TYPES.length);

    expect(await readableByRest('/v1/conversations')).toMatchObject({
      total: 1,
      conversations: [{ from: '+4915155501234' }],
    });
    expect(await readableByRest('/v1/messages/unread')).toMatchObject({ total: MESSAGE_TYPES.length });
    expect(await readableByRest('/v1/messages/history')).toMatchObject({ total: MESSAGE_TYPES.length });
    await eventually(() => Promise.resolve(events.length >= MESSAGE_TYPES.length ? true : null));
    expect(events.map(({ data }) => data.content)).toContain('hello');
    expect(new Set(events.map(({ id }) => id)).size).toBe(MESSAGE_TYPES.length);
  });

  it('keeps 7 days under STORE_X_DAYS 7: the rest is unreadable at once, and deleted by the daily job', async () => {
    const now = gateway.now.getTime();
    const messages = Array.from({ length: 30 }, (_, index) =>
      textMessage({ text: `day ${String(index + 1)}`, at: new Date(now - (index + 1) * DAY_MS + MINUTE_MS) }),
    );
    await gateway.postWebhook(numberId, envelope({ messages }));
    expect((await readable()).total).toBe(MESSAGE_TYPES.length + 30);

    const refused = await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'STORE_X_DAYS' } });
    expect(refused.setNumberPiiMode.userErrors).toMatchObject([{ field: 'piiRetentionDays' }]);
    const input = { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 7 } as const;
    expect((await admin.run(SetNumberPiiModeDocument, { input })).setNumberPiiMode.userErrors).toEqual([]);
    expect(await readable()).toEqual({ total: MESSAGE_TYPES.length + 7, notice: 'PII_WINDOW' });
    expect(await readableByRest('/v1/messages/history?pageSize=100')).toMatchObject({
      total: MESSAGE_TYPES.length + 7,
    });

    const rows = gateway.database.db.collection(COLLECTIONS.messages);
    expect(await rows.countDocuments()).toBe(MESSAGE_TYPES.length + 30);
    await gateway.app.runJob('runNumberRetention');
    expect(await rows.countDocuments()).toBe(MESSAGE_TYPES.length + 7);
    expect(
      await gateway.database.db.collection(COLLECTIONS.commits).countDocuments({ stream: /^message:/ }),
    ).toBe(MESSAGE_TYPES.length + 7);
  });

  it('forgets everything under an account retention of 0 after 2 hours and the next sweep', async () => {
    await admin.run(UpdateDataRetentionDocument, { input: { days: 0 } });
    expect((await readable()).total).toBe(MESSAGE_TYPES.length);
    gateway.now = new Date(gateway.now.getTime() + 2 * HOUR_MS - MINUTE_MS);
    expect((await readable()).total).toBe(MESSAGE_TYPES.length);
    gateway.now = new Date(gateway.now.getTime() + 2 * MINUTE_MS);
    expect((await readable()).total).toBe(0);
    await sweep();
    const { db } = gateway.database;
    for (const collection of [COLLECTIONS.messages, COLLECTIONS.conversations]) {
      expect(await db.collection(collection).countDocuments()).toBe(0);
    }
    expect(await db.collection(COLLECTIONS.payloads).countDocuments({ scope: `number:${numberId}` })).toBe(0);
    expect(await gateway.database.keysDb.collection(KEY_COLLECTIONS.subjects).countDocuments()).toBe(0);
    const streams = (prefix: RegExp) => db.collection(COLLECTIONS.commits).countDocuments({ stream: prefix });
    expect(await streams(/^message:/)).toBe(0);
    // The streams of contacts, which hold nothing, stay until no process can still seal under their secret.
    gateway.now = new Date(gateway.now.getTime() + 2 * HOUR_MS);
    await sweep();
    expect(await streams(/^(contact|conversation):/)).toBe(0);
    expect(await readableByRest('/v1/conversations')).toMatchObject({ total: 0 });
  });

  it('stores nothing under RELAY_ONLY, says so, and still tells the subscriber', async () => {
    await admin.run(UpdateDataRetentionDocument, { input: { days: null } });
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY', applyNow: true } });
    const before = events.length;
    const messages = [textMessage({ text: 'relayed only', at: gateway.now })];
    expect((await gateway.postWebhook(numberId, envelope({ messages }))).status).toBe(200);
    expect((await gateway.postWebhook(numberId, envelope({ messages }))).status).toBe(200);
    await eventually(() => Promise.resolve(events.length > before ? true : null));
    expect(events.slice(before).map(({ data, cursor }) => [data.content, cursor])).toEqual([
      ['relayed only', null],
    ]);
    expect(await readable()).toEqual({ total: 0, notice: 'PII_RELAY_ONLY' });
    const { conversations } = await admin.run(ConversationsDocument, { numberId });
    expect(conversations).toMatchObject({ edges: [], totalCount: 0, notice: 'PII_RELAY_ONLY' });
    for (const path of [
      '/v1/conversations',
      '/v1/messages/unread',
      '/v1/messages/group',
      '/v1/messages/history',
    ]) {
      expect(await readableByRest(path)).toMatchObject({ total: 0, notice: 'PII_RELAY_ONLY' });
    }
    expect(await gateway.database.db.collection(COLLECTIONS.messages).countDocuments()).toBe(0);
  });

  it('lists every change of a setting in the audit log', async () => {
    const { auditLog } = await admin.run(AuditLogDocument, {});
    const actions = auditLog.edges.map(({ node }) => node.action);
    for (const action of ['NUMBER_CREATED', 'API_KEY_CREATED', 'PII_MODE_SET', 'DATA_RETENTION_UPDATED']) {
      expect(actions).toContain(action);
    }
  });
});
