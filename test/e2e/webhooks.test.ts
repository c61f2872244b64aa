import { randomInt } from 'node:crypto';
import { print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { isVerified, startReceiver, type WebhookReceiver } from '../support/receiver.js';
import {
  ADMIN,
  deliverUntilTaken,
  eventually,
  postWebhook,
  type Session,
  signIn,
} from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  CreateWebhookDocument,
  DeliveryUpdatedDocument,
  ResendDeliveryDocument,
  WebhookDeliveriesDocument,
  type DeliveryUpdatedSubscription,
} from './generated/operations.js';

const KILLS = process.env['LETHE_TEST_LONG'] === '1' ? 20 : 1;
const MESSAGES_A_ROUND = 40;
/** A process that died leaves what it had in hand to the next one after a minute. */
const LEASE_OVER_MS = 120_000;

/** Webhooks through the front door, from a gateway in a process of its own that is killed in the middle. */
describe('webhooks', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let gateway: GatewayProcess;
  let receiver: WebhookReceiver;
  let numberId: string;
  let admin: Session;
  const secrets = new Map<string, string>();
  let serial = 0;

  const start = async (): Promise<void> => {
    gateway = await startGatewayProcess(environment);
    admin = await signIn(gateway.url, ADMIN);
  };
  const addEndpoint = async (path: string, ordered = false): Promise<string> => {
    const input = { numberId, name: path, url: `${receiver.origin}${path}`, events: ['*'], ordered };
    const { createWebhook } = await admin.run(CreateWebhookDocument, { input });
    secrets.set(path, createWebhook.secret ?? '');
    return createWebhook.webhook?.id ?? '';
  };
  const deliver = async (body: unknown): Promise<boolean> => {
    try {
      return (await postWebhook(gateway.url, numberId, body)).status === 200;
    } catch {
      return false;
    }
  };
  const newBody = (): unknown => {
    serial += 1;
    const from = { phone: `49151${String(10_000_000 + (serial % 7))}`, name: 'Somebody' };
    const id = `wamid.hook-${String(serial)}`;
    return envelope({
      contacts: [from],
      messages: [textMessage({ id, from, at: new Date(), text: String(serial) })],
    });
  };
  const idsAt = (path: string): Set<string> => new Set(receiver.of(path).map(({ id }) => id));

  beforeAll(async () => {
    database = await openTestDatabase('webhooks');
    receiver = await startReceiver();
    environment = {
      ...gatewaySettings(database),
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
    };
    await start();
    ({ numberId } = await createTestNumber(admin));
  });
  afterAll(async () => {
    await gateway.stop();
    await receiver.stop();
    await database.close();
  });

  it('are made, told and shown, live too, and sent again by hand', async () => {
    const webhookId = await addEndpoint('/first');
    const updates: DeliveryUpdatedSubscription['deliveryUpdated'][] = [];
    const socket = admin.connect();
    socket.subscribe<DeliveryUpdatedSubscription>(
      { query: print(DeliveryUpdatedDocument), variables: { numberIds: [numberId] } },
      {
        next: ({ data }) => {
          if (data) updates.push(data.deliveryUpdated);
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    receiver.answer = (_got, response) => response.writeHead(201).end('thanks');
    expect(await deliver(newBody())).toBe(true);
    const update = await eventually(async () => updates[0] ?? null);
    expect(update).toMatchObject({ event: 'message.received', state: 'SUCCEEDED' });
    const { webhookDeliveries } = await admin.run(WebhookDeliveriesDocument, { webhookId });
    const [edge] = webhookDeliveries.edges;
    const [got] = receiver.of('/first');
    expect(edge?.node).toMatchObject({
      id: got?.id,
      state: 'SUCCEEDED',
      attempts: [{ statusCode: 201, error: null }],
      payload: got?.text,
      responses: ['thanks'],
    });
    await admin.run(ResendDeliveryDocument, { input: { deliveryId: got?.id ?? '' } });
    await eventually(async () => (receiver.of('/first').length === 2 ? true : null));
    expect(idsAt('/first').size).toBe(1);
    await socket.dispose();
  });

  it(`survive kill -9, ${String(KILLS)} time(s): everything arrives, whoever deduplicates sees each once`, async () => {
    await addEndpoint('/unordered');
    await addEndpoint('/ordered', true);
    await addEndpoint('/hangs');
    const before = serial;
    receiver.answer = (got, response) => {
      if (got.path === '/hangs') return;
      // Every tenth answer comes too late for a gateway that dies meanwhile.
      setTimeout(() => response.writeHead(200).end('ok'), randomInt(10) === 0 ? 300 : 0);
    };
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const waiting = Array.from({ length: MESSAGES_A_ROUND }, newBody);
      const taken = Promise.all(
        waiting.map(async (body, index) => {
          await new Promise((resolve) => setTimeout(resolve, index * 20));
          return (await deliver(body)) ? null : body;
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, randomInt(100, 900)));
      await gateway.kill();
      const left = (await taken).filter((body) => body !== null);
      await start();
      for (const body of left) await deliverUntilTaken(() => gateway.url, numberId, body);
    }
    const expected = serial - before;
    const deliveries = database.db.collection(COLLECTIONS.deliveries);
    const relays = database.db.collection(COLLECTIONS.relays);
    await eventually(async () => {
      const done = ['/unordered', '/ordered'].every((path) => idsAt(path).size >= expected);
      const pending = await deliveries.countDocuments({ dueAt: { $exists: true } });
      // An event stands for its deliveries until each was tried, and one that hangs is for seconds.
      const untold = await relays.countDocuments();
      return done && pending <= expected && untold === 0 ? true : null;
    }, LEASE_OVER_MS);
    for (const path of ['/unordered', '/ordered']) {
      const first = new Map(receiver.of(path).map((got) => [got.id, got]));
      expect(first.size).toBe(expected);
      const told = new Set([...first.values()].map(({ body }) => body.data['content']));
      expect(told.size).toBe(expected);
      for (const got of receiver.of(path)) expect(isVerified(secrets.get(path) ?? '', got)).toBe(true);
    }
  }, 600_000);
});
