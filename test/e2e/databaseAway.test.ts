import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import type { Client } from 'graphql-ws';
import { MongoClient, type Db } from 'mongodb';
import { findFreePort } from '../../src/database/freePort.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS } from '../../src/lib/clock.js';
import { MAIN, startGatewayProcess, type GatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { createOwnEngine, type OwnEngine } from '../support/ownEngine.js';
import { startReceiver, type WebhookReceiver } from '../support/receiver.js';
import { ADMIN, eventually, postWebhook, type Session, signIn } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import {
  CreateWebhookDocument,
  InboundEventReceivedDocument,
  MessagesDocument,
  RunSweepDocument,
  SweepDocument,
  UpdateDataRetentionDocument,
  type InboundEventReceivedSubscription,
} from './generated/operations.js';

const ROUNDS = process.env['LETHE_TEST_LONG'] === '1' ? 10 : 1;
const CONNECTIONS = 8;
/** So many that a cleanup is still at them when its database goes away. */
const OLD_MESSAGES = 2_000;
/** Shorter than the usual ten seconds: the test waits for each answer. */
const WAITS = '&serverSelectionTimeoutMS=1000';

/** The database that is away when gateways start, and that is killed and stopped under them; they are never restarted. */
describe('a database that is away', () => {
  let engine: OwnEngine;
  let client: MongoClient;
  let db: Db;
  let environment: Record<string, string>;
  let gateway: GatewayProcess;
  let other: GatewayProcess;
  let receiver: WebhookReceiver;
  let admin: Session;
  let numberId: string;
  let apiKey: string;
  let socket: Client;
  let isListening = true;
  const heard = new Set<string>();
  let serial = 0;

  const newBody = (): unknown => {
    serial += 1;
    const from = { phone: `49151${String(20_000_000 + (serial % 20))}`, name: 'Somebody' };
    const id = `wamid.away-${String(serial)}`;
    return envelope({ contacts: [from], messages: [textMessage({ id, from, at: new Date() })] });
  };
  const deliver = async (body: unknown): Promise<boolean> =>
    (await postWebhook(gateway.url, numberId, body)).status === 200;
  /** As a client does: where it is told of a gap, it resumes after the last event that it has. */
  const listen = (of: Client, after: string | null): void => {
    socket = of;
    let last = after;
    const again = (): void => void setTimeout(() => isListening && listen(of, last), 250);
    of.subscribe<InboundEventReceivedSubscription>(
      { query: print(InboundEventReceivedDocument), variables: { after } },
      {
        next: ({ data }) => {
          if (!data) return;
          last = data.inboundEventReceived.cursor ?? last;
          heard.add(data.inboundEventReceived.data.id);
        },
        error: again,
        complete: again,
      },
    );
  };
  const statusOf = async (path: string): Promise<number> => (await fetch(gateway.url + path)).status;
  const untilStatus = (path: string, status: number) =>
    eventually(async () => ((await statusOf(path)) === status ? true : null));

  beforeAll(async () => {
    engine = await createOwnEngine();
    receiver = await startReceiver();
    environment = {
      MONGODB_URI: engine.uri + WAITS,
      MASTER_KEY: randomBytes(32).toString('base64'),
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ALLOW_PRIVATE_WEBHOOKS: '127.0.0.0/8',
    };
    client = new MongoClient(engine.uri);
    db = client.db('lethe');
  });
  afterAll(async () => {
    isListening = false;
    await socket.dispose();
    await gateway.stop();
    await other.stop();
    await client.close();
    await receiver.stop();
    await engine.remove();
  });

  it('is waited for at start, and the gateway says so', async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${String(port)}`;
    const starting = startGatewayProcess({ ...environment, PORT: String(port) });
    await eventually(() =>
      fetch(`${url}/healthz`).then(
        ({ status }) => (status === 200 ? true : null),
        () => null,
      ),
    );
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: 'NOT_READY', waitingFor: ['database'] });
    const hook = await postWebhook(url, '0190a0a0-0000-7000-8000-000000000000', newBody());
    expect({ status: hook.status, connection: hook.headers.get('connection') }).toEqual({
      status: 503,
      connection: 'close',
    });
    expect(Number(hook.headers.get('retry-after'))).toBeGreaterThan(0);
    await engine.start();
    gateway = await starting;
    expect(gateway.output()).toMatch(/MongoDB at 127\.0\.0\.1:\d+ cannot be used.*\nLethe waits for it/);
    expect(gateway.output()).toContain('"msg":"The database cannot be reached; the gateway waits for it."');
    expect(await statusOf('/readyz')).toBe(200);
    serial = 0;
  });

  it('does not keep a gateway that waits for it from being stopped', async () => {
    const nobody = { ...environment, MONGODB_URI: 'mongodb://127.0.0.1:9/', PORT: '0' };
    const child = spawn(process.execPath, [MAIN], { env: { PATH: process.env['PATH'], ...nobody } });
    await once(child.stderr, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('is taken up again with all that was going on', async () => {
    other = await startGatewayProcess(environment);
    admin = await signIn(gateway.url, ADMIN);
    ({ numberId, apiKey } = await createTestNumber(admin));
    const events = ['message.received'];
    await admin.run(CreateWebhookDocument, {
      input: { numberId, name: 'all', url: `${receiver.origin}/all`, events },
    });
    // At the other one: what the first takes in comes to it by the database alone.
    listen(admin.connect(other.url), null);
    await eventually(async () => {
      expect(await deliver(newBody())).toBe(true);
      return heard.size > 0 ? true : null;
    });
  });

  it('makes hooks and reads answer that it is worth another try', async () => {
    await engine.kill();
    expect(await statusOf('/healthz')).toBe(200);
    const hook = await postWebhook(gateway.url, numberId, newBody());
    serial -= 1;
    expect(hook.status).toBe(503);
    expect(Number(hook.headers.get('retry-after'))).toBeGreaterThan(0);
    await untilStatus('/readyz', 503);
    const rest = await fetch(`${gateway.url}/v1/messages`, { headers: { 'x-api-key': apiKey } });
    expect({ status: rest.status, body: await rest.json() }).toEqual({
      status: 503,
      body: { error: 'The database cannot be reached.', code: 'UPSTREAM_ERROR' },
    });
    expect(Number(rest.headers.get('retry-after'))).toBeGreaterThan(0);
    await expect(admin.run(MessagesDocument, { numberId })).rejects.toThrow('UPSTREAM_UNAVAILABLE');
    await engine.start();
    await untilStatus('/readyz', 200);
  });

  it('loses nothing that was acknowledged and doubles nothing, however it goes away under ingest', async () => {
    const waiting: unknown[] = [];
    const outages = [() => engine.kill(), () => engine.stop()];
    for (let round = 0; round < ROUNDS * outages.length; round += 1) {
      let isOver = false;
      const connection = async (): Promise<void> => {
        while (!isOver) {
          const body = waiting.pop() ?? newBody();
          if (!(await deliver(body))) waiting.push(body);
        }
      };
      const connections = Array.from({ length: CONNECTIONS }, connection);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await outages[round % outages.length]?.();
      await engine.start();
      await untilStatus('/readyz', 200);
      await new Promise((resolve) => setTimeout(resolve, 200));
      isOver = true;
      await Promise.all(connections);
    }
    for (const body of waiting) expect(await deliver(body)).toBe(true);
    expect(await db.collection(COLLECTIONS.messages).countDocuments()).toBe(serial);
    const commits = db.collection<{ _id: string; stream: string }>(COLLECTIONS.commits);
    expect(await commits.countDocuments({ stream: /^message:/ })).toBe(serial);
    const contents = { key: { $ne: null }, scope: /^number:/ };
    expect(await db.collection(COLLECTIONS.payloads).countDocuments(contents)).toBe(serial);
  }, 300_000);

  it('is worked on by everybody afterwards: deliveries, subscriptions of other processes, jobs', async () => {
    const told = (): number => new Set(receiver.received.map(({ body }) => body.data['id'])).size;
    await eventually(() => Promise.resolve(told() === serial ? true : null), 60_000);
    expect(await deliver(newBody())).toBe(true);
    await eventually(() => Promise.resolve(heard.size === told() ? true : null));
    await admin.run(UpdateDataRetentionDocument, { input: { days: 365 } });
    const { runSweep } = await admin.run(RunSweepDocument, { input: {} });
    await eventually(async () => {
      const { sweep } = await admin.run(SweepDocument, { id: runSweep.sweep?.id ?? '' });
      return sweep?.state === 'COMPLETED' ? sweep : null;
    });
    // They are the same processes as at the start.
    expect([gateway.child.exitCode, other.child.exitCode]).toEqual([null, null]);
  }, 90_000);

  it('goes away under a cleanup, which goes on by itself when it is back', async () => {
    const kept = await db.collection(COLLECTIONS.messages).countDocuments();
    const at = new Date(Date.now() - 10 * DAY_MS);
    const old = Array.from({ length: OLD_MESSAGES }, (_, index) =>
      textMessage({ id: `wamid.old-${String(index)}`, at }),
    );
    await eventually(async () =>
      (await postWebhook(gateway.url, numberId, envelope({ messages: old }))).status === 200 ? true : null,
    );
    await admin.run(UpdateDataRetentionDocument, { input: { days: 1 } });
    const { runSweep } = await admin.run(RunSweepDocument, { input: {} });
    const sweeps = db.collection<{ _id: string; state: string; fence: number }>(COLLECTIONS.sweeps);
    const _id = runSweep.sweep?.id ?? '';
    await eventually(() => sweeps.findOne({ _id, state: { $ne: 'QUEUED' } }));
    await engine.kill();
    await engine.start();
    await eventually(() => sweeps.findOne({ _id, open: { $exists: false } }), 60_000);
    expect(await sweeps.findOne({ _id })).toMatchObject({ state: 'COMPLETED' });
    expect(await db.collection(COLLECTIONS.messages).countDocuments()).toBe(kept);
    expect(await db.collection(COLLECTIONS.receipts).countDocuments({ of: _id })).toBe(1);
  }, 120_000);
});
