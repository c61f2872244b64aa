import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS } from '../../src/lib/clock.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import {
  ADMIN,
  deliverUntilTaken,
  eventually,
  postWebhook,
  type Session,
  signIn,
} from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import { RunSweepDocument, SweepDocument, UpdateDataRetentionDocument } from './generated/operations.js';

/**
 * Together 5, and 50 in the long variant. A restart on the same machine sees the dead worker and goes on at once; a
 * minute later where the worker died inside a transaction, which the database gives up on by then.
 */
const [INGEST_KILLS, SWEEP_KILLS] = process.env['LETHE_TEST_LONG'] === '1' ? [25, 25] : [3, 2];
const CONNECTIONS = 8;
const OLD_DAYS = 400;
const DUE = 40;

/** The gateway killed with `kill -9` at random moments; the database is the run's own and stays. */
describe('kill -9', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let gateway: GatewayProcess;
  let numberId: string;
  let serial = 0;

  const start = async (): Promise<Session> => {
    gateway = await startGatewayProcess(environment);
    return signIn(gateway.url, ADMIN);
  };
  const rows = () => database.db.collection<{ _id: string; at: Date; payload: string }>(COLLECTIONS.messages);
  const commits = () => database.db.collection<{ _id: string; stream: string }>(COLLECTIONS.commits);

  /** Whether it was answered with 200; false when the gateway died first. */
  const deliver = async (body: unknown): Promise<boolean> => {
    try {
      return (await postWebhook(gateway.url, numberId, body)).status === 200;
    } catch {
      return false;
    }
  };
  const newBody = (daysAgo = 0): unknown => {
    serial += 1;
    const at = new Date(Date.now() - daysAgo * DAY_MS);
    const from = { phone: `49151${String(10_000_000 + (serial % 20))}`, name: 'Somebody' };
    return envelope({
      contacts: [from],
      messages: [textMessage({ id: `wamid.kill-${String(serial)}`, from, at })],
    });
  };

  beforeAll(async () => {
    database = await openTestDatabase('kill');
    environment = gatewaySettings(database);
    ({ numberId } = await createTestNumber(await start()));
  });
  afterAll(async () => {
    await gateway.stop();
    await database.close();
  });

  it(`under ingest, ${String(INGEST_KILLS)} times: nothing acknowledged is lost, nothing doubled`, async () => {
    const waiting: unknown[] = [];
    let acknowledged = 0;
    for (let kill = 1; kill <= INGEST_KILLS; kill += 1) {
      let isAlive = true;
      const connection = async (): Promise<void> => {
        while (isAlive) {
          const body = waiting.pop() ?? newBody();
          if (await deliver(body)) acknowledged += 1;
          else waiting.push(body);
        }
      };
      const connections = Array.from({ length: CONNECTIONS }, connection);
      await new Promise((resolve) => setTimeout(resolve, randomInt(100, 1_200)));
      await gateway.kill();
      isAlive = false;
      await Promise.all(connections);
      await start();
    }
    for (const body of waiting) {
      await deliverUntilTaken(() => gateway.url, numberId, body);
      acknowledged += 1;
    }
    expect(acknowledged).toBe(serial);
    expect(await rows().countDocuments()).toBe(serial);
    expect(await commits().countDocuments({ stream: /^message:/ })).toBe(serial);
    const payloads = await rows().distinct('payload');
    expect(payloads).toHaveLength(serial);
    const kept = await database.db
      .collection(COLLECTIONS.payloads)
      .countDocuments({ key: { $ne: null }, scope: /^number:/ });
    expect(kept).toBe(serial);
  }, 600_000);

  it(`during sweeps, ${String(SWEEP_KILLS)} times: each ends after the restart, with the right counts`, async () => {
    let admin = await signIn(gateway.url, ADMIN);
    for (let kill = 1; kill <= SWEEP_KILLS; kill += 1) {
      const before = await rows().countDocuments();
      await admin.run(UpdateDataRetentionDocument, { input: { days: null } });
      // What an earlier round made due is not let in again: each round goes a little further into the present.
      const days = OLD_DAYS - 2 * kill;
      const old = Array.from({ length: DUE }, () => newBody(days));
      await Promise.all(old.map((body) => deliverUntilTaken(() => gateway.url, numberId, body)));
      expect(await rows().countDocuments()).toBe(before + DUE);
      await admin.run(UpdateDataRetentionDocument, { input: { days: days - 1 } });
      const { runSweep } = await admin.run(RunSweepDocument, { input: {} });
      const id = runSweep.sweep?.id ?? '';
      await new Promise((resolve) => setTimeout(resolve, randomInt(0, 60)));
      await gateway.kill();
      admin = await start();
      const sweep = await eventually(async () => {
        const { sweep: found } = await admin.run(SweepDocument, { id });
        return found?.state === 'COMPLETED' ? found : null;
      }, 120_000);
      expect(await rows().countDocuments()).toBe(before);
      const { deleted = 0 } = sweep.phases.find(({ name }) => name === 'CONVERSATIONS') ?? {};
      expect(deleted).toBeGreaterThanOrEqual(DUE);
    }
    const streams = await commits().distinct('stream', { stream: /^message:/ });
    expect(streams).toHaveLength(await rows().countDocuments());
  }, 3_600_000);
});
