import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { startReceiver, type WebhookReceiver } from '../support/receiver.js';
import { ADMIN, APP_SECRET, eventually, postWebhook, type Session, signIn } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  CreateNumberDocument,
  CreateWebhookDocument,
  InboundEventReceivedDocument,
  SetNumberPiiModeDocument,
} from './generated/operations.js';

const SLOW_MS = 1_500;

/** A gateway that is told to stop while endpoints and the provider hang, and clients are connected. */
describe('a gateway that is told to stop', () => {
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let double: ProviderDouble;
  let gateway: GatewayProcess;
  let environment: Record<string, string>;
  let admin: Session;
  let stored: { numberId: string; apiKey: string };
  const relayOnly: Record<string, string> = {};
  let stopping: Promise<number | null>;
  let closed: Promise<number>;
  const answers: Record<string, Promise<Response>> = {};

  const say = (numberId: string, phoneNumberId?: string): Promise<Response> =>
    postWebhook(
      gateway.url,
      numberId,
      envelope({
        ...(phoneNumberId !== undefined && { phoneNumberId }),
        messages: [textMessage({ at: new Date() })],
      }),
    );
  const isTold = (path: string) =>
    eventually(() => Promise.resolve(receiver.of(path).length > 0 ? true : null));

  beforeAll(async () => {
    database = await openTestDatabase('stop');
    receiver = await startReceiver();
    receiver.answer = ({ path }, response) => {
      if (path !== '/hangs') setTimeout(() => response.end(), path === '/slow' ? SLOW_MS : 0);
    };
    double = createProviderDouble({});
    await double.start();
    environment = {
      ...gatewaySettings(database),
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
      WHATSAPP_API_URL: double.url,
    };
    gateway = await startGatewayProcess(environment);
    admin = await signIn(gateway.url, ADMIN);
    stored = await createTestNumber(admin);
    const hook = (numberId: string, path: string) =>
      admin.run(CreateWebhookDocument, {
        input: { numberId, name: path, url: `${receiver.origin}/${path}`, events: ['message.received'] },
      });
    await hook(stored.numberId, 'hangs');
    for (const [index, path] of ['slow', 'hangs'].entries()) {
      const [phoneNumberId, phoneNumber] = [`20${String(index)}`, `+493012345${String(index)}`];
      const secrets = { accessToken: 'access', appSecret: APP_SECRET, verifyToken: 'verify-me' };
      const whatsapp = { phoneNumberId, businessAccountId: '1', ...secrets };
      const input = { name: path, phoneNumber, whatsapp };
      const { createNumber } = await admin.run(CreateNumberDocument, { input });
      const numberId = createNumber.number?.id ?? '';
      await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
      await hook(numberId, path);
      relayOnly[path] = numberId;
    }
    const socket = admin.connect();
    closed = new Promise((resolve) => {
      socket.on('closed', (event) => resolve((event as { readonly code: number }).code));
    });
    const connected = new Promise((resolve) => {
      socket.on('connected', resolve);
    });
    socket.subscribe(
      { query: print(InboundEventReceivedDocument) },
      { next: () => undefined, error: () => undefined, complete: () => undefined },
    );
    await connected;
  });
  afterAll(async () => {
    await gateway.kill();
    await double.stop();
    await receiver.stop();
    await database.close();
  });

  it('answers those who asked before, and tells all others to ask again', async () => {
    expect((await say(stored.numberId)).status).toBe(200);
    await isTold('/hangs');
    double.fault({ does: { kind: 'HANG' }, times: null });
    const sent = await fetch(`${gateway.url}/v1/messages/send`, {
      method: 'POST',
      headers: { 'x-api-key': stored.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ destinationNumber: '+4915155500001', text: 'never answered' }),
    });
    expect(sent.status).toBe(202);
    answers['slow'] = say(relayOnly['slow'] ?? '', '200');
    answers['hangs'] = say(relayOnly['hangs'] ?? '', '201');
    await isTold('/slow');
    await eventually(() => Promise.resolve(receiver.of('/hangs').length === 2 ? true : null));

    stopping = gateway.stop();
    const refused = await eventually(async () => {
      const answer = await say(stored.numberId);
      return answer.status === 503 ? answer : null;
    });
    expect(refused.headers.get('connection')).toBe('close');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${gateway.url}/readyz`);
    expect({ status: ready.status, body: await ready.json() }).toEqual({
      status: 503,
      body: { status: 'NOT_READY', waitingFor: ['stop'] },
    });
    expect((await answers['slow']).status).toBe(200);
    // Its endpoint never took it: the provider delivers again.
    expect((await answers['hangs']).status).toBe(503);
  });

  it('closes WebSockets as one that goes away', async () => {
    expect(await closed).toBe(1001);
  });

  it('ends by itself although an endpoint and the provider hang', async () => {
    // 1 is what it ends with where it had to be cut short.
    expect(await stopping).toBe(0);
  });

  it('gives back what it had in hands, for the next one to take at once', async () => {
    const { db } = database;
    const delivery = await db.collection(COLLECTIONS.deliveries).findOne({ number: stored.numberId });
    expect(delivery).toMatchObject({ state: 'PENDING', tries: 0 });
    expect(delivery).not.toHaveProperty('leaseUntil');
    expect(await db.collection('jobs').countDocuments({ lockedAt: { $type: 'date' } })).toBe(0);
    expect(await db.collection(COLLECTIONS.instances).countDocuments()).toBe(0);
    receiver.answer = 200;
    const before = receiver.of('/hangs').length;
    gateway = await startGatewayProcess(environment);
    await eventually(() => Promise.resolve(receiver.of('/hangs').length > before ? true : null));
    await eventually(async () =>
      (await db.collection(COLLECTIONS.deliveries).countDocuments({ state: 'SUCCEEDED' })) > 0 ? true : null,
    );
  });
});
