import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import type { Job, JobContext } from '../../../src/lib/job.js';
import { silentLog } from '../../../src/lib/log.js';
import { createScheduler, type Scheduler } from '../../../src/scheduler/agenda.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
const schedulers: Scheduler[] = [];

beforeEach(async () => {
  database = await openTestDatabase('jobs');
});
afterEach(async () => {
  for (const scheduler of schedulers.splice(0)) await scheduler.stop();
  await database.close();
});

async function start(...jobs: readonly Job[]): Promise<Scheduler> {
  const scheduler = createScheduler({ db: database.db, jobs, log: silentLog });
  schedulers.push(scheduler);
  await scheduler.start();
  return scheduler;
}

/** A job that hands over each of its runs. */
function awaited(name: string): { readonly job: Job; readonly next: () => Promise<JobContext> } {
  const runs: JobContext[] = [];
  const waiting: ((context: JobContext) => void)[] = [];
  const run = async (context: JobContext): Promise<void> => {
    const waiter = waiting.shift();
    if (waiter) waiter(context);
    else runs.push(context);
  };
  const next = async (): Promise<JobContext> =>
    runs.shift() ?? (await new Promise<JobContext>((resolve) => waiting.push(resolve)));
  return { job: { name, run }, next };
}

describe('the scheduler', () => {
  test('runs a job at once, with its data', async () => {
    const { job, next } = awaited('greet');
    const scheduler = await start(job);
    await scheduler.runNow('greet', { number: 'n1' });
    expect((await next()).data).toEqual({ number: 'n1' });
  });

  test('makes no collection but that of its jobs', async () => {
    const { job, next } = awaited('greet');
    const scheduler = await start(job);
    await scheduler.runNow('greet', {});
    await next();
    const collections = await database.db.listCollections().toArray();
    expect(collections.map(({ name }) => name)).toEqual(['jobs']);
  });

  test('says at its start that the database is away, and ends nobody before it', async () => {
    const client = new MongoClient('mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50');
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on('unhandledRejection', note);
    try {
      const scheduler = createScheduler({ db: client.db('lethe'), jobs: [], log: silentLog });
      // Much is waited for between the making of the queue and its start.
      await delay(200);
      await expect(scheduler.start()).rejects.toThrow('ECONNREFUSED');
      expect(rejections).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
      await client.close();
    }
  });

  test('runs a job that another process asked for', async () => {
    const { job, next } = awaited('greet');
    await start(job);
    const asking = await start();
    await asking.runNow('greet', { number: 'n2' });
    expect((await next()).data).toEqual({ number: 'n2' });
  });

  test('lets a job ask for another one', async () => {
    const { job, next } = awaited('second');
    const first: Job = { name: 'first', run: ({ schedule }) => schedule.runIn(10, 'second', {}) };
    const scheduler = await start(first, job);
    await scheduler.runNow('first', {});
    expect((await next()).data).toEqual({});
  });

  test('runs what is to be run at each start', async () => {
    const { job, next } = awaited('resume');
    await start({ ...job, atStart: true });
    expect((await next()).data).toEqual({});
  });

  test('keeps the date of a recurring job over a restart, so that a missed run is made up for', async () => {
    const { job, next } = awaited('daily');
    const recurring = { ...job, cron: '30 0 * * *' };
    const first = await start(recurring);
    await first.stop();
    const jobs = database.db.collection('jobs');
    await jobs.updateOne({ name: 'daily' }, { $set: { nextRunAt: new Date(Date.now() - 60_000) } });
    await start(recurring);
    await next();
    expect(await jobs.countDocuments({ name: 'daily' })).toBe(1);
  });

  test('stores no more of an error than its class', async () => {
    const failing: Job = {
      name: 'failing',
      run: () => Promise.reject(new TypeError('canary +4917012345')),
    };
    const done = awaited('done');
    const scheduler = await start(failing, done.job);
    await scheduler.runNow('failing', {});
    const jobs = database.db.collection('jobs');
    let reason: unknown = null;
    while (reason === null) reason = (await jobs.findOne({ name: 'failing' }))?.['failReason'] ?? null;
    expect(reason).toBe('TypeError');
  });

  test('asks a running job to end when it stops, and waits for it', async () => {
    let ended = false;
    const begun = awaited('begun');
    const job: Job = {
      name: 'long',
      run: async (context) => {
        await begun.job.run(context);
        await new Promise((resolve) => {
          context.signal.addEventListener('abort', resolve, { once: true });
        });
        ended = true;
      },
    };
    const scheduler = await start(job);
    await scheduler.runNow('long', {});
    await begun.next();
    await scheduler.stop();
    expect(ended).toBe(true);
  });

  test('runs a job here and to its end', async () => {
    let runs = 0;
    const job: Job = {
      name: 'here',
      run: async () => {
        runs += 1;
      },
    };
    const scheduler = await start(job);
    await scheduler.runToEnd('here');
    expect(runs).toBe(1);
    await expect(scheduler.runToEnd('nowhere')).rejects.toThrow(RangeError);
  });
});
