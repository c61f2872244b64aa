import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { retentionJobs } from '../../../jobs/retentionJobs.js';
import { SYSTEM } from '../../../src/domain/events.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { silentLog } from '../../../src/lib/log.js';
import { createScheduler, type Scheduler } from '../../../src/scheduler/agenda.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { createWorld, type World } from '../../support/retention/world.js';

const DAY = 24 * 60;

let database: TestDatabase;
let world: World;
let scheduler: Scheduler;

beforeEach(async () => {
  database = await openTestDatabase('retention_jobs');
  const { client, db, keysDb } = database;
  world = await createWorld(createMongoDocuments(client, db), createMongoDocuments(client, keysDb));
  await world.addAccount('a', ['a1', 'a2']);
  await world.addAccount('b', ['b1']);
  scheduler = createScheduler({ db, jobs: retentionJobs(world.core, world.sweeps), log: silentLog });
});
afterEach(async () => {
  await scheduler.stop();
  await database.close();
});

async function receive(number: string, ageDays: number): Promise<void> {
  const key = `${number}-${String(ageDays)}`;
  await world.receive({ key, number, contact: 'c1', group: null, at: world.now - ageDays * DAY - 0.5 });
}

const left = (number: string): Promise<number> =>
  world.core.documents.count(COLLECTIONS.messages, { number: world.numberId(number) });

async function finished(account: string, sweep: string): Promise<void> {
  for await (const row of world.sweeps.watch({ account, sweep })) if (row.state === 'FAILED') return;
}

describe('the recurring jobs', () => {
  test('sweep the accounts that have a retention period, and no other', async () => {
    for (const number of ['a1', 'a2', 'b1']) for (const days of [1, 10]) await receive(number, days);
    await world.setRetention('a', 5);
    await scheduler.runToEnd('sweepAccounts');
    expect(await Promise.all(['a1', 'a2', 'b1'].map(left))).toEqual([1, 1, 2]);
    expect(await world.sweeps.count(world.accountId('b'))).toBe(0);
  });

  test('hard-delete what is older than a number’s days, and erase numbers that only relay', async () => {
    for (const number of ['a1', 'a2', 'b1']) for (const days of [1, 10]) await receive(number, days);
    await world.setMode('a1', 'STORE_X_DAYS', 5);
    await world.setMode('b1', 'RELAY_ONLY', 0);
    await scheduler.runToEnd('runNumberRetention');
    expect(await Promise.all(['a1', 'a2', 'b1'].map(left))).toEqual([1, 2, 0]);
  });

  test('redact send logs by the retention of the keys, in accounts that have any', async () => {
    await world.log.addApiKey('week', 'a', null, 7);
    const send = { key: 's1', number: 'a1', apiKey: 'week', at: world.now };
    await world.log.send(send);
    await scheduler.runToEnd('runApiKeyRetention');
    expect(await world.log.find(send)).toMatchObject({ pii: {}, redactedAt: null });
    world.now += 7 * DAY;
    await scheduler.runToEnd('runApiKeyRetention');
    expect(await world.log.find(send)).toMatchObject({
      pii: null,
      redactedBy: 'API_KEY_RETENTION',
      row: { payload: null },
    });
    expect(await world.sweeps.count(world.accountId('b'))).toBe(0);
  });
});

describe('a sweep that somebody requested', () => {
  test('is run at once by the process that has the scheduler', async () => {
    await receive('a1', 10);
    await world.setRetention('a', 5);
    await scheduler.start();
    const account = world.accountId('a');
    const { _id: sweep } = await world.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    await scheduler.runNow('runSweep', { account, sweep });
    await finished(account, sweep);
    expect(await world.sweeps.get(account, sweep)).toMatchObject({ state: 'COMPLETED' });
    expect(await left('a1')).toBe(0);
  });

  test('is finished by the next process when its own has died', async () => {
    await receive('a1', 10);
    await world.setRetention('a', 5);
    const account = world.accountId('a');
    const { _id: sweep } = await world.sweeps.request({ account, trigger: 'MANUAL', by: SYSTEM });
    await scheduler.start();
    await finished(account, sweep);
    expect(await left('a1')).toBe(0);
  });

  test('of a number is checked again afterwards', async () => {
    await receive('a1', 1);
    await world.setMode('a1', 'RELAY_ONLY', 0);
    await scheduler.start();
    const account = world.accountId('a');
    const number = world.numberId('a1');
    const { _id: sweep } = await world.sweeps.request({ account, number, trigger: 'MANUAL', by: SYSTEM });
    await scheduler.runNow('runSweep', { account, sweep });
    await finished(account, sweep);
    const jobs = database.db.collection('jobs');
    let recheck = null;
    while (recheck === null) recheck = await jobs.findOne({ name: 'recheckNumber' });
    expect(recheck['data']).toEqual({ account, number });
  });
});
