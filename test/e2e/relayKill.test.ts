import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import {
  ADMIN_TOKEN,
  CHATWOOT_ACCOUNT,
  startChatwootDouble,
  type ChatwootDouble,
} from '../support/chatwoot/chatwootDouble.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { isVerified, startReceiver, type WebhookReceiver } from '../support/receiver.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { everythingIn } from '../support/scan.js';
import { ADMIN, deliverUntilTaken, signIn } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  ConnectChatwootDocument,
  CreateWebhookDocument,
  SetNumberPiiModeDocument,
} from './generated/operations.js';

const [KILLS, EVENTS_A_ROUND] = process.env['LETHE_TEST_LONG'] === '1' ? [10, 1_000] : [1, 60];
const CONNECTIONS = 12;
const NAME = 'Canary Killed';
const PHONES = '4915155509';

/** Endpoints that fail, hang and restart, and the gateway killed with `kill -9`: nothing may be stored meanwhile. */
describe('RELAY_ONLY under faults', () => {
  let database: TestDatabase;
  let redis: TestRedis | null = null;
  let environment: Record<string, string>;
  let gateway: GatewayProcess;
  let receiver: WebhookReceiver;
  let restarting: WebhookReceiver;
  let chatwoot: ChatwootDouble;
  let numberId: string;
  const secrets = new Map<string, string>();
  const outputs: string[] = [];
  let serial = 0;

  const start = async (): Promise<void> => {
    gateway = await startGatewayProcess(environment);
  };
  const kill = async (): Promise<void> => {
    await gateway.kill();
    outputs.push(gateway.output());
  };
  const newBody = (): unknown => {
    serial += 1;
    const from = { phone: `${PHONES}${String(100 + (serial % 40))}`, name: NAME };
    const [id, text] = [`wamid.canary-${String(serial)}`, `canary-text-${String(serial)}`];
    return envelope({ contacts: [from], messages: [textMessage({ id, from, text, at: new Date() })] });
  };
  const deliver = (body: unknown): Promise<void> => deliverUntilTaken(() => gateway.url, numberId, body);

  beforeAll(async () => {
    database = await openTestDatabase('relay');
    receiver = await startReceiver();
    restarting = await startReceiver();
    chatwoot = await startChatwootDouble();
    if (hasRedis) redis = await startRedis();
    environment = {
      ...gatewaySettings(database),
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
      ...(redis && { REDIS_URL: redis.url }),
    };
    await start();
    const admin = await signIn(gateway.url, ADMIN);
    ({ numberId } = await createTestNumber(admin));
    await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY' } });
    for (const url of [
      `${receiver.origin}/well`,
      `${receiver.origin}/flaky`,
      `${restarting.origin}/restarts`,
    ]) {
      const input = { numberId, name: 'endpoint', url, events: ['*'], ordered: false };
      const { createWebhook } = await admin.run(CreateWebhookDocument, { input });
      secrets.set(new URL(url).pathname, createWebhook.secret ?? '');
    }
    const inbox = { baseUrl: chatwoot.url, accountId: CHATWOOT_ACCOUNT, apiAccessToken: ADMIN_TOKEN };
    const { connectChatwoot } = await admin.run(ConnectChatwootDocument, { input: { numberId, ...inbox } });
    expect(connectChatwoot.userErrors).toEqual([]);
  });
  afterAll(async () => {
    await gateway.stop();
    await receiver.stop();
    await restarting.stop();
    await chatwoot.stop();
    await redis?.stop();
    await database.close();
  });

  it(`killed ${String(KILLS)} time(s), every event reaches each, and whoever deduplicates sees it once`, async () => {
    let hangs = 0;
    receiver.answer = ({ path }, response) => {
      if (path === '/flaky' && hangs > 0) hangs -= 1;
      else if (path === '/flaky' && randomInt(4) === 0) response.writeHead(500).end();
      else setTimeout(() => response.writeHead(200).end(), randomInt(10) === 0 ? 200 : 0);
    };
    const got = [...restarting.received];
    const port = Number(new URL(restarting.origin).port);
    for (let round = 1; round <= KILLS; round += 1) {
      hangs = 2;
      chatwoot.faults.push({ does: 500 }, { does: 503, isDone: true });
      const bodies = Array.from({ length: EVENTS_A_ROUND }, newBody);
      const connections = Promise.all(
        Array.from({ length: CONNECTIONS }, async () => {
          for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) await deliver(body);
        }),
      );
      await new Promise((resolve) => setTimeout(resolve, randomInt(200, 900)));
      await restarting.stop();
      await new Promise((resolve) => setTimeout(resolve, randomInt(100, 300)));
      await kill();
      got.push(...restarting.received);
      restarting = await startReceiver(port);
      await start();
      await connections;
    }
    got.push(...restarting.received);

    const all = Array.from({ length: serial }, (_, index) => `canary-text-${String(index + 1)}`).sort();
    for (const [path, received] of [
      ['/well', receiver.of('/well')],
      ['/flaky', receiver.of('/flaky')],
      ['/restarts', got],
    ] as const) {
      const once = new Map(received.map((one) => [one.id, one.body.data['content']]));
      expect([...once.values()].sort()).toEqual(all);
      for (const one of received) expect(isVerified(secrets.get(path) ?? '', one)).toBe(true);
    }
    // Chatwoot deduplicates nothing: it has each at least once, and what it has twice is of one source.
    const bySource = new Map(chatwoot.state.messages.map((one) => [one.source_id, one.content]));
    expect([...bySource.values()].sort()).toEqual(all);
    const deliveries = database.db.collection(COLLECTIONS.deliveries);
    expect(await deliveries.countDocuments({ state: 'SUCCEEDED' })).toBe(3 * serial);
    expect(await deliveries.countDocuments({ lostAt: { $exists: true } })).toBe(0);
  }, 1_800_000);

  it('and no collection, job, log line or key of Redis holds anything of it', async () => {
    outputs.push(gateway.output());
    const places = [
      await everythingIn(database.db, database.keysDb),
      ...outputs,
      ...(redis ? redis.published.map((part) => part.toString('latin1')) : []),
      ...(redis ? await redis.keys() : []),
    ].join('\n');
    for (const canary of ['canary-', NAME, PHONES, 'wamid']) expect(places.includes(canary)).toBe(false);
    for (const name of [COLLECTIONS.messages, COLLECTIONS.conversations, COLLECTIONS.relays])
      expect(await database.db.collection(name).countDocuments()).toBe(0);
  });
});
