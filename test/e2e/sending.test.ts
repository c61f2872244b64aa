import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { MINUTE_MS } from '../../src/lib/clock.js';
import type { OutboxRow, SendLogRow } from '../../src/projections/sendRows.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { ADMIN, APP_SECRET, eventually, signIn } from '../support/session.js';

const SENDS = 1_000;
/** Requests that are made twice, with the same key. */
const DOUBLED = 200;
const CONNECTIONS = 16;
const RECIPIENTS = 250;
const STILL_TO_ASK = { state: { $in: ['WAITING', 'CLAIMED'] as const } } as const;

/** The gateway in a process of its own, killed with `kill -9` while it sends, beside a provider that has bad days. */
describe('1,000 sends with duplicates, throttling, errors and a kill in the middle', () => {
  let database: TestDatabase;
  let double: ProviderDouble;
  let environment: Record<string, string>;
  let gateway: GatewayProcess;
  let numberId: string;
  let apiKey: string;

  const start = async (): Promise<void> => {
    gateway = await startGatewayProcess(environment);
    double.setWebhook({ url: `${gateway.url}/hooks/whatsapp/${numberId}`, appSecret: APP_SECRET });
  };
  const entries = () => database.db.collection<SendLogRow>(COLLECTIONS.sendLog);
  const outbox = () => database.db.collection<OutboxRow>(COLLECTIONS.outbox);

  /**
   * The same gateway in this process, by a clock that runs ahead: what the dead process was asking for is first
   * uncertain, then its statuses have had their ten minutes.
   */
  const passTenMinutes = async (): Promise<void> => {
    let aheadMs = 2 * MINUTE_MS;
    const write = (): void => undefined;
    const log = { debug: write, info: write, warn: write, error: write };
    const clock = (): Date => new Date(Date.now() + aheadMs);
    const app = await startApp(readConfig({ ...environment, PORT: '0' }), { clock, log });
    try {
      double.setWebhook({ url: `${app.url}/hooks/whatsapp/${numberId}`, appSecret: APP_SECRET });
      await app.runJob('dueSends');
      await double.idle();
      aheadMs += 11 * MINUTE_MS;
      await app.runJob('dueSends');
    } finally {
      await app.stop();
    }
  };

  /** Asks as a client does that never gives up; the key makes that harmless. */
  const send = async (index: number): Promise<string> => {
    for (;;) {
      try {
        const response = await fetch(`${gateway.url}/v1/messages/send`, {
          method: 'POST',
          headers: {
            'x-api-key': apiKey,
            'content-type': 'application/json',
            'idempotency-key': `order-${String(index)}`,
          },
          body: JSON.stringify({
            destinationNumber: `+49151${String(10_000_000 + (index % RECIPIENTS))}`,
            text: `message ${String(index)}`,
          }),
        });
        const body = (await response.json()) as { id: string; code?: string };
        if (response.status === 202) return body.id;
        if (body.code !== 'IDEMPOTENCY_KEY_IN_USE' && response.status < 500)
          throw new RangeError(`The gateway refused with ${String(body.code)}.`);
      } catch (error) {
        if (error instanceof RangeError) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  beforeAll(async () => {
    database = await openTestDatabase('sending');
    double = createProviderDouble({ callbackRetryMs: 100 });
    await double.start();
    environment = {
      ...gatewaySettings(database),
      WHATSAPP_API_URL: double.url,
      SENDS_PER_SECOND: '400',
      API_KEY_RATE_LIMIT: '0',
    };
    numberId = 'none';
    await start();
    ({ numberId, apiKey } = await createTestNumber(await signIn(gateway.url, ADMIN)));
    double.setWebhook({ url: `${gateway.url}/hooks/whatsapp/${numberId}`, appSecret: APP_SECRET });
  }, 120_000);
  afterAll(async () => {
    await gateway.stop();
    await double.stop();
    await database.close();
  }, 60_000);

  it('each is accepted exactly once, or listed as failed with its reason', async () => {
    const indexes = [...Array(SENDS).keys(), ...Array(DOUBLED).keys()].reverse();
    const ids = new Map<number, Set<string>>();
    const connection = async (): Promise<void> => {
      for (let index = indexes.pop(); index !== undefined; index = indexes.pop()) {
        const id = await send(index);
        ids.set(index, (ids.get(index) ?? new Set()).add(id));
      }
    };
    double.fault(
      { does: { kind: 'REFUSE', code: 130_429, retryAfterSeconds: 1 }, times: 5 },
      { does: { kind: 'GATEWAY', status: 500 }, times: 10 },
      { does: { kind: 'REFUSE', code: 131_047 }, times: 10 },
      { does: { kind: 'GATEWAY', status: 502, accepts: true }, times: 5 },
      { does: { kind: 'RESET', accepts: true }, times: 5 },
      { does: { kind: 'CUT' }, times: 5 },
      { does: { kind: 'REFUSE', code: 131_056 }, times: 5 },
      { does: { kind: 'SLOW', ms: 400 }, times: 40 },
    );
    const connections = Array.from({ length: CONNECTIONS }, connection);
    await eventually(() => Promise.resolve(double.accepted.all().length > SENDS / 4 ? true : null), 60_000);
    // Some are being asked for at this moment, and are left without an answer.
    double.fault({ does: { kind: 'SLOW', ms: 2_000 }, times: 20 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await gateway.kill();
    await start();
    await Promise.all(connections);

    // One id a key, whether it was asked once or twice, before the kill or after.
    expect([...ids.values()].every(({ size }) => size === 1)).toBe(true);
    expect(await entries().countDocuments()).toBe(SENDS);

    await eventually(
      async () => ((await outbox().countDocuments(STILL_TO_ASK)) === 0 ? true : null),
      240_000,
    );
    await double.idle();
    expect(await gateway.stop()).toBe(0);
    await passTenMinutes();
    expect(await outbox().countDocuments()).toBe(0);

    const { counts } = double.accepted;
    expect(counts.duplicates).toBe(0);
    const accepted = new Set(double.accepted.all().map(({ trackingData }) => trackingData ?? ''));
    expect(counts.accepted).toBe(accepted.size);

    const rows = await eventually(async () => {
      const found = await entries().find().toArray();
      return found.every(({ _id, status }) => status === (accepted.has(_id) ? 'READ' : 'FAILED'))
        ? found
        : null;
    }, 30_000);
    const failed = rows.filter(({ status }) => status === 'FAILED');
    expect(
      failed.every(({ failure, errorMessage }) => failure !== undefined && errorMessage !== undefined),
    ).toBe(true);
    expect(failed.filter(({ failure }) => failure === 'WINDOW_CLOSED')).toHaveLength(10);
    expect(failed.every(({ failure }) => failure === 'WINDOW_CLOSED' || failure === 'OUTCOME_UNKNOWN')).toBe(
      true,
    );
    expect(accepted.size + failed.length).toBe(SENDS);
    expect(gateway.output()).not.toMatch(/4915110000|message \d/);
  }, 480_000);
});
