import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { findFreePort } from '../../src/database/freePort.js';
import type { AcceptedSend } from '../../src/providerDouble/options.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { APP_SECRET, eventually, startTestApp, type TestApp } from '../support/app.js';
import {
  ADMIN_TOKEN,
  CHATWOOT_ACCOUNT,
  startChatwootDouble,
  type ChatwootDouble,
} from '../support/chatwoot/chatwootDouble.js';
import { createTestNumber } from '../support/number.js';
import { isVerified, startReceiver, type WebhookReceiver } from '../support/receiver.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { everythingIn } from '../support/scan.js';
import { findVersitygw } from '../support/storage/findVersitygw.js';
import { localPlace, s3Place, type Place } from '../support/storage/places.js';
import { DEFAULT_PHONE_NUMBER_ID, documentMessage, envelope } from '../support/whatsapp.js';
import {
  ConnectChatwootDocument,
  CreateWebhookDocument,
  InboundEventReceivedDocument,
  SetNumberPiiModeDocument,
  type InboundEventReceivedSubscription,
} from './generated/operations.js';

type Event = InboundEventReceivedSubscription['inboundEventReceived'];
const CUSTOMER = '+5511987658842';
const NAME = 'Canaria Table';
const TEXT = 'canary-table-inbound';
const REPLY = 'canary-table-reply';
const SENT = 'canary-table-sent';
const CAPTION = 'canary-table-caption';
const FILE_NAME = 'canary-table.pdf';
const FILE = Buffer.concat([Buffer.alloc(40_000, 'canary-table-file'), randomBytes(10_000)]);
const versitygw = findVersitygw();

/**
 * Forwarding is always active: the same table under each mode, over real HTTP, with a real Redis and a real S3 server
 * where those can be had.
 */
describe.each(['STORE_INDEFINITE', 'STORE_X_DAYS', 'RELAY_ONLY'] as const)('under %s', (mode) => {
  let provider: ProviderDouble;
  let chatwoot: ChatwootDouble;
  let receiver: WebhookReceiver;
  let redis: TestRedis | null = null;
  let place: Place;
  let gateway: TestApp;
  let numberId: string;
  let apiKey: string;
  let secret: string;
  let socket: Client;
  let ticking: NodeJS.Timeout;
  const live: Event[] = [];

  const soon = <T>(probe: () => T | null | undefined): Promise<T> =>
    eventually(() => Promise.resolve(probe() ?? null));
  const told = (event: string, content?: string) =>
    receiver.received.filter(
      ({ body }) => body.event === event && (content === undefined || body.data['content'] === content),
    );
  const accepted = (text: string): AcceptedSend | undefined =>
    provider.accepted.all().find(({ message }) => JSON.stringify(message).includes(text));

  beforeAll(async () => {
    provider = createProviderDouble({
      statuses: [],
      callbackRetryMs: 50,
      phoneNumberId: DEFAULT_PHONE_NUMBER_ID,
    });
    await provider.start();
    chatwoot = await startChatwootDouble();
    receiver = await startReceiver();
    redis = hasRedis ? await startRedis() : null;
    place = versitygw.kind === 'FOUND' ? await s3Place(versitygw.program) : await localPlace();
    const port = String(await findFreePort());
    gateway = await startTestApp({
      settings: {
        PORT: port,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        WHATSAPP_API_URL: provider.url,
        ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
        ...place.settings,
        ...(redis && { REDIS_URL: redis.url }),
      },
    });
    // Its clock stands still otherwise, and what is due a second later never is.
    ticking = setInterval(() => {
      gateway.now = new Date();
    }, 50);
    const admin = await gateway.signIn();
    const created = await createTestNumber(admin);
    ({ numberId, apiKey } = created);
    provider.setWebhook({ url: `${gateway.url}/hooks/whatsapp/${numberId}`, appSecret: APP_SECRET });
    const piiRetentionDays = mode === 'STORE_X_DAYS' ? 30 : null;
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode, piiRetentionDays } });
    const endpoint = { numberId, name: 'all', url: `${receiver.origin}/all`, events: ['*'], ordered: false };
    const { createWebhook } = await admin.run(CreateWebhookDocument, { input: endpoint });
    secret = createWebhook.secret ?? '';
    const { connectChatwoot } = await admin.run(ConnectChatwootDocument, {
      input: {
        numberId,
        baseUrl: chatwoot.url,
        accountId: CHATWOOT_ACCOUNT,
        apiAccessToken: ADMIN_TOKEN,
      },
    });
    expect(connectChatwoot).toMatchObject({ isHookSet: true, userErrors: [] });
    socket = admin.connect();
    socket.subscribe<InboundEventReceivedSubscription>(
      { query: print(InboundEventReceivedDocument), variables: { after: null } },
      {
        next: ({ data }) => {
          if (data) live.push(data.inboundEventReceived);
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    provider.inbound({ from: CUSTOMER, name: NAME, text: TEXT, phoneNumberId: DEFAULT_PHONE_NUMBER_ID });
    await provider.idle();
  });
  afterAll(async () => {
    await socket.dispose();
    clearInterval(ticking);
    await gateway.stop();
    await place.close();
    await redis?.stop();
    await receiver.stop();
    await chatwoot.stop();
    await provider.stop();
  });

  it('a message reaches the webhook, signed, once', async () => {
    const [got] = await soon(() =>
      told('message.received', TEXT).length > 0 ? told('message.received') : null,
    );
    expect(got?.body.data).toMatchObject({ from: CUSTOMER, participantName: NAME });
    expect(got && isVerified(secret, got)).toBe(true);
    expect(told('message.received', TEXT)).toHaveLength(1);
  });

  it('a message reaches Chatwoot, once', async () => {
    await soon(() => (chatwoot.state.messages.length > 0 ? true : null));
    expect(chatwoot.state.messages).toMatchObject([{ content: TEXT, message_type: 'incoming' }]);
    expect(chatwoot.state.contacts).toMatchObject([{ name: NAME, phone_number: CUSTOMER }]);
  });

  it('a message reaches subscribers, once', async () => {
    await soon(() => (live.length > 0 ? true : null));
    const texts = live.filter(({ event }) => event === 'message.received').map(({ data }) => data.content);
    expect(texts).toEqual([TEXT]);
  });

  it('an agent’s reply reaches the customer, and its status Chatwoot', async () => {
    const conversation = chatwoot.state.conversations[0]?.id ?? 0;
    const reply = await chatwoot.agentWrites(conversation, { content: REPLY });
    const sent = await soon(() => accepted(REPLY));
    expect(sent.recipient).toBe(CUSTOMER);
    provider.callBack(sent, { status: 'delivered' });
    await soon(() => (reply.status === 'delivered' ? true : null));
    expect(chatwoot.state.messages).toHaveLength(2);
  });

  it('a send reaches the customer, and its statuses the webhook and subscribers', async () => {
    const answer = await gateway.rest('/v1/messages/send', apiKey, {
      method: 'POST',
      body: JSON.stringify({ destinationNumber: CUSTOMER, text: SENT }),
    });
    expect(answer.status).toBe(202);
    const sent = await soon(() => accepted(SENT));
    for (const status of ['sent', 'delivered', 'read'] as const) {
      provider.callBack(sent, { status });
      await provider.idle();
      const { body } = await soon(() =>
        told(`message.${status}`).find(({ body: { data } }) => data['id'] === answer.body['id']),
      );
      expect(body.data).toMatchObject({ fromMe: true, correlationId: answer.body['correlationId'] });
      await soon(() =>
        live.find(({ event, data }) => event === `message.${status}` && data.id === body.data['id']),
      );
    }
    const entry = await gateway.rest(`/v1/messages/${String(answer.body['id'])}`, apiKey);
    expect(entry.body).toMatchObject({ status: 'READ' });
  });

  it('a file reaches the webhook by its link and Chatwoot whole, and is kept only where messages are', async () => {
    const { id, sha256, mimeType } = provider.media.add({ bytes: FILE, mimeType: 'application/pdf' });
    const about = { mediaId: id, sha256, mimeType, fileName: FILE_NAME, caption: CAPTION, at: gateway.now };
    const from = { phone: CUSTOMER.slice(1), name: NAME };
    const message = documentMessage({ ...about, from });
    expect(
      (await gateway.postWebhook(numberId, envelope({ contacts: [from], messages: [message] }))).status,
    ).toBe(200);
    const { body } = await soon(() =>
      told('message.received').find(({ body: { data } }) => data['mediaCaption'] === CAPTION),
    );
    expect(body.data).toMatchObject({ mediaType: 'application/pdf', mediaFilename: FILE_NAME });
    const download = await fetch(String(body.data['mediaLink']));
    expect(Buffer.from(await download.arrayBuffer()).equals(FILE)).toBe(true);
    const [file] = await soon(() => chatwoot.state.messages.find(({ files }) => files.length > 0)?.files);
    expect(file?.bytes.equals(FILE)).toBe(true);
    if (mode === 'RELAY_ONLY') expect(await place.count()).toBe(0);
    else await eventually(async () => ((await place.count()) === 1 ? true : null));
  });

  it('and nothing of it lies open in any collection, object, key of Redis or log line', async () => {
    const stored = await everythingIn(gateway.database.db, gateway.database.keysDb);
    const passing = redis?.published.map((part) => part.toString('latin1')) ?? [];
    const keys = (await redis?.keys()) ?? [];
    const places = [stored, await place.bytes(), ...passing, ...keys, ...gateway.logged].join('\n');
    for (const canary of ['canary-table', NAME, CUSTOMER.slice(1), ADMIN_TOKEN])
      expect(places.includes(canary)).toBe(false);
    if (mode !== 'RELAY_ONLY') return;
    for (const name of ['messages', 'conversations', 'outbox', 'chatwootJobs'])
      expect(await gateway.database.db.collection(name).countDocuments()).toBe(0);
  });
});
