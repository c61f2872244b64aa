import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import {
  type GatewayProcess,
  gatewaySettings,
  MAIN,
  startGatewayProcess,
} from '../support/gatewayProcess.js';
import { createTestNumber } from '../support/number.js';
import { ADMIN, deliverUntilTaken, eventually, signIn } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';

const NEXT_VERSION = fileURLToPath(new URL('../support/migratingGateway.mjs', import.meta.url));
/** Of a process that died inside a transaction the database gives up what that has touched after a minute. */
const READY_MS = 90_000;
const MESSAGES_BEFORE = 200;
/** After two steps of the migration it pauses. */
const MARKED_AT_KILL = 40;
const INTO_PAUSE_MS = 300;
const PAUSE_MS = 25;

interface Row {
  readonly _id: string;
  readonly markedTimes?: number;
}
interface Lock {
  readonly _id: string;
  readonly process: { readonly pid: number };
}

/** Two gateways of this version are replaced, under load, by two of one that has a migration. */
describe('an upgrade with a migration', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;
  let numberId: string;
  let apiKey: string;
  let serial = 0;
  let taken = 0;
  let read = 0;
  const failures: string[] = [];
  const everyone: GatewayProcess[] = [];
  /** Where a load balancer sends whoever comes: those that serve. */
  let serving: GatewayProcess[] = [];

  const start = async (main: string): Promise<GatewayProcess> => {
    const started = await startGatewayProcess(environment, main, READY_MS);
    everyone.push(started);
    return started;
  };
  const anywhere = (): string => serving[serial++ % serving.length]?.url ?? '';
  const deliver = async (): Promise<void> => {
    const from = { phone: `4915120${String(100_000 + (serial % 20))}`, name: 'Somebody' };
    const message = textMessage({ id: `wamid.migrate-${String((serial += 1))}`, from, at: new Date() });
    await deliverUntilTaken(anywhere, numberId, envelope({ contacts: [from], messages: [message] }));
    taken += 1;
  };
  /** A page of messages, or what stands in its place. */
  const readPage = async (): Promise<void> => {
    const isEmpty = taken === 0;
    const answer = await fetch(`${anywhere()}/v1/messages/history?pageSize=50`, {
      headers: { 'x-api-key': apiKey },
    });
    const body = (await answer.json()) as { readonly messages?: readonly unknown[] };
    read += 1;
    if (answer.status !== 200 || (!isEmpty && !body.messages?.length))
      failures.push(`${String(answer.status)} ${Object.keys(body).join()}`);
  };
  const marked = (): Promise<number> =>
    database.db.collection<Row>(COLLECTIONS.messages).countDocuments({ markedTimes: { $exists: true } });

  beforeAll(async () => {
    database = await openTestDatabase('migration');
    environment = gatewaySettings(database);
    const first = await start(MAIN);
    serving = [first, await start(MAIN)];
    ({ numberId, apiKey } = await createTestNumber(await signIn(first.url, ADMIN)));
    await Promise.all(Array.from({ length: MESSAGES_BEFORE }, deliver));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(everyone.map((one) => one.stop()));
    await database.close();
  });

  it('fails no read and loses nothing, runs once, and is gone on with after a kill -9', async () => {
    let isOver = false;
    const often = async (act: () => Promise<void>): Promise<void> => {
      while (!isOver) {
        await act();
        await delay(PAUSE_MS);
      }
    };
    const load = [often(deliver), often(deliver), often(readPage), often(readPage)];

    // Two at once: one of them has the lock, and dies in the middle of its work.
    const starts = [start(NEXT_VERSION), start(NEXT_VERSION)];
    const began = starts.map((one) => one.catch(() => null));
    await eventually(async () => ((await marked()) >= MARKED_AT_KILL ? true : null), READY_MS);
    await delay(INTO_PAUSE_MS);
    const lock = await database.db.collection<Lock>(COLLECTIONS.migrations).findOne({ _id: 'lock' });
    process.kill(lock?.process.pid ?? 0, 'SIGKILL');
    const survivors = (await Promise.all(began)).filter((one) => one !== null);
    expect(survivors).toHaveLength(1);
    const [survivor] = survivors;
    const another = await start(NEXT_VERSION);
    const before = serving;
    serving = [...survivors, another];
    await Promise.all(before.map((one) => one.stop()));
    await eventually(() => Promise.resolve(read > 20 ? true : null));
    isOver = true;
    await Promise.all(load);

    expect(failures).toEqual([]);
    const rows = await database.db.collection<Row>(COLLECTIONS.messages).find().toArray();
    expect(rows).toHaveLength(taken);
    expect(rows.filter(({ markedTimes = 0 }) => markedTimes > 1)).toEqual([]);
    expect(await marked()).toBeGreaterThanOrEqual(MESSAGES_BEFORE);
    expect(countOf(survivor, 'A migration is done.')).toBe(1);
    expect(countOf(another, 'A migration runs.')).toBe(0);
  }, 240_000);
});

function countOf(process: GatewayProcess | null | undefined, message: string): number {
  return (process?.output() ?? '').split(message).length - 1;
}
