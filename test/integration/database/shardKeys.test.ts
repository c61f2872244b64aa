import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import { SHARD_KEYS } from '../../../src/events/sharding.js';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';
import { rebuild } from '../../../src/projections/rebuild.js';
import { ACCOUNT_SID, AUTH_TOKEN, CALLER, signCallback } from '../../support/callStage.js';
import { startReceiver, type WebhookReceiver } from '../../support/receiver.js';
import { PHONE_NUMBER_ID, startSendingStage, type SendingStage } from '../../support/sendingStage.js';
import { eventually, postWebhook } from '../../support/session.js';
import { askedOf, EVERYWHERE, type Asked } from '../../support/shardKeys.js';
import { envelope, everyMessageType, messageStatus, textMessage } from '../../support/whatsapp.js';
import {
  AuditLogDocument,
  CallsDocument,
  ConversationsDocument,
  CreateNumberDocument,
  CreateWebhookDocument,
  EraseContactDocument,
  MarkReadDocument,
  MessagesDocument,
  RequestExportDocument,
  ResendDeliveryDocument,
  RunSweepDocument,
  SendLogDocument,
  SendStatisticsDocument,
  SetNumberPiiModeDocument,
  UpdateDataRetentionDocument,
  WebhookDeliveriesDocument,
} from '../../e2e/generated/operations.js';

const JOBS = [
  'sweepAccounts',
  'runNumberRetention',
  'runApiKeyRetention',
  'resumeSweeps',
  'forgetRestored',
  'countRecords',
  'reconcileMedia',
  'copyMedia',
  'listLost',
  'dueSends',
  'dueDeliveries',
  'dueChatwoot',
  'dueErasures',
  'watchOverdue',
  'tellIncidents',
];

/** Every command that the driver sends while a gateway does everything it can do, on collections that are sharded. */
describe('what the driver sends', () => {
  const asked: Asked[] = [];
  const commands: string[] = [];
  let stage: SendingStage;
  let consumer: WebhookReceiver;
  let isWatching = true;

  const hook = async (body: object): Promise<void> => {
    const all = envelope({ phoneNumberId: PHONE_NUMBER_ID, ...body });
    expect((await postWebhook(stage.gateway.url, stage.numberId, all)).status).toBe(200);
  };
  const rest = async (apiKey: string, ...paths: readonly string[]): Promise<void> => {
    for (const path of paths) expect((await stage.gateway.rest(path, apiKey)).status).toBeLessThan(500);
  };
  const runAll = async (): Promise<void> => {
    for (const job of JOBS) await stage.gateway.app.runJob(job);
  };

  const takeIn = async (): Promise<void> => {
    const sender = { phone: '4915155508181', name: 'Zoe' };
    const at = stage.gateway.now;
    const messages = everyMessageType({ ...sender, text: 'text', caption: 'caption', at, id: 'wamid.all' });
    await hook({ messages, contacts: [sender] });
    await hook({ messages, contacts: [sender] });
    await hook({ messages: [textMessage({ text: 'in a group', at, groupId: 'group-1' })] });
    await hook({ statuses: [messageStatus('delivered', { id: 'wamid.of-the-phone', at })] });
  };
  const call = async (): Promise<void> => {
    const telephony = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, recordings: 'COPY' as const };
    const input = { name: 'calls', phoneNumber: '+4930123457', telephony };
    const numberId = (await stage.admin.run(CreateNumberDocument, { input })).createNumber.number?.id ?? '';
    const sid = stage.double.telephony.addRecording({ callSid: 'CA1', audio: Buffer.from('hello') });
    const post = async (kind: string, fields: Readonly<Record<string, string>>): Promise<void> => {
      const url = `${stage.gateway.url}/hooks/twilio/${numberId}/${kind}`;
      const headers = { 'x-twilio-signature': signCallback(url, fields) };
      expect((await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers })).status).toBe(
        200,
      );
    };
    const fields = { CallSid: 'CA1', AccountSid: ACCOUNT_SID, From: CALLER, To: '+4930123457' };
    await post('calls', { ...fields, CallStatus: 'completed', Direction: 'inbound' });
    await post('recordings', { ...fields, RecordingSid: sid, RecordingStatus: 'completed' });
    await stage.admin.run(CallsDocument, { numberId });
  };
  const send = async (apiKey: string): Promise<void> => {
    const body = { destinationNumber: '+4915155508182', text: 'hello' };
    await stage.send(apiKey, body, { idempotencyKey: 'once' });
    await stage.send(apiKey, body, { idempotencyKey: 'once' });
    await stage.settle();
  };
  const read = async (apiKey: string): Promise<void> => {
    const { admin, numberId } = stage;
    const { conversations } = await admin.run(ConversationsDocument, { numberId, first: 10 });
    for (const { node } of conversations.edges) {
      await admin.run(MessagesDocument, { conversationId: node.id, first: 2 });
      await admin.run(MarkReadDocument, { conversationId: node.id });
    }
    const { messages } = await admin.run(MessagesDocument, { numberId, first: 2 });
    await admin.run(MessagesDocument, { numberId, first: 2, after: messages.pageInfo.endCursor ?? null });
    await admin.run(SendLogDocument, { numberId, first: 10 });
    await admin.run(SendStatisticsDocument, { numberId });
    await admin.run(AuditLogDocument, {});
    const { webhookDeliveries } = await admin.run(WebhookDeliveriesDocument, { first: 10 });
    const deliveryId = webhookDeliveries.edges[0]?.node.id ?? '';
    await admin.run(ResendDeliveryDocument, { input: { deliveryId } });
    const id = messages.edges[0]?.node.id ?? '';
    await rest(
      apiKey,
      '/v1/conversations',
      '/v1/messages/history',
      `/v1/messages/${id}`,
      '/v1/messages',
      '/v1/analytics/messages',
      '/v1/webhooks',
    );
    await fetch(`${stage.gateway.url}/metrics`);
  };
  const forget = async (): Promise<void> => {
    const { admin, numberId } = stage;
    const { conversations } = await admin.run(ConversationsDocument, { numberId, first: 10 });
    const contactId = conversations.edges[0]?.node.id ?? '';
    const { requestExport } = await admin.run(RequestExportDocument, { input: { numberId } });
    const url = requestExport.export?.url ?? '';
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBeGreaterThan(0);
    await admin.run(EraseContactDocument, { input: { contactId } });
    await runAll();
    await takeIn();
    await admin.run(UpdateDataRetentionDocument, { input: { days: 30 } });
    await admin.run(SetNumberPiiModeDocument, {
      input: { numberId, mode: 'STORE_X_DAYS', piiRetentionDays: 10 },
    });
    stage.advance(20 * DAY_MS);
    await runAll();
    // The session of before is over.
    const later = await stage.gateway.signIn();
    await later.run(RunSweepDocument, { input: {} });
    stage.advance(HOUR_MS);
    await runAll();
    await takeIn();
    await later.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY', applyNow: true } });
    await hook({ messages: [textMessage({ text: 'relayed', at: stage.gateway.now })] });
    stage.advance(20 * DAY_MS);
    await runAll();
    await rebuild(stage.gateway.app.services.core);
  };

  beforeAll(async () => {
    consumer = await startReceiver();
    stage = await startSendingStage(
      { ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8', METRICS: 'on', TWILIO_API_URL: 'http://127.0.0.1:9' },
      {
        onCommand: (event) => {
          if (!isWatching) return;
          commands.push(event.commandName);
          asked.push(...askedOf(event));
        },
      },
    );
    const apiKey = await stage.addKey(5);
    await stage.admin.run(CreateWebhookDocument, {
      input: { name: 'consumer', numberId: stage.numberId, url: `${consumer.origin}/`, events: ['*'] },
    });
    await takeIn();
    await send(apiKey);
    await call();
    await eventually(() => Promise.resolve(consumer.received.length > 5 ? true : null));
    await read(apiKey);
    await forget();
    isWatching = false;
  }, 120_000);
  afterAll(async () => {
    await stage.stop();
    await consumer.stop();
  });

  it('reaches every sharded collection by reads, writes and deletes', () => {
    const seen = (operations: readonly string[]) =>
      new Set(
        asked.filter(({ operation }) => operations.includes(operation)).map(({ collection }) => collection),
      );
    const all = Object.keys(SHARD_KEYS).sort();
    expect([...seen(['find', 'aggregate'])].sort()).toEqual(all);
    expect([...seen(['insert', 'update'])].sort()).toEqual(all);
    // Exports and the like aside, each of them is also deleted from.
    expect([...seen(['delete'])].sort()).toEqual(
      all.filter((name) => name !== 'idempotency' && name !== 'relayed'),
    );
    expect(commands.length).toBeGreaterThan(1_000);
  });

  it('names the account wherever it asks, but for what is listed', () => {
    const found = asked.filter(({ reach }) => reach === 'ALL');
    const names = new Set(
      found.map(({ collection, operation, fields }) => `${collection} ${operation} {${fields}}`),
    );
    expect([...names].sort()).toEqual(Object.keys(EVERYWHERE).sort());
  });

  it('names the whole shard key where it writes one document', () => {
    const found = asked.filter(({ isSingle, reach }) => isSingle && reach !== 'ONE');
    expect(
      new Set(found.map(({ collection, operation, fields }) => `${collection} ${operation} {${fields}}`)),
    ).toEqual(new Set());
  });

  it('docs/scaling.md has the command for each', async () => {
    const text = await readFile('docs/scaling.md', 'utf8');
    for (const [collection, [first, second]] of Object.entries(SHARD_KEYS))
      expect(text).toContain(`sh.shardCollection('lethe.${collection}', { ${first}: 1, ${second}: 1 })`);
    for (const why of Object.values(EVERYWHERE)) expect(text.replace(/\s+/g, ' ')).toContain(why);
  });

  it('unique indexes of sharded collections begin with the shard key, as MongoDB demands', () => {
    for (const { name, indexes } of MAIN_COLLECTIONS) {
      const key = SHARD_KEYS[name];
      if (!key) continue;
      for (const index of indexes.filter(({ unique }) => unique))
        expect(Object.keys(index.keys).slice(0, 2)).toEqual([...key]);
    }
  });
});
