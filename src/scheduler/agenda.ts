import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda, type Job as AgendaJob } from 'agenda';
import { setTimeout as delay } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Job, JobData, Schedule } from '../lib/job.js';
import type { Log } from '../lib/log.js';
import type { Tracer } from '../lib/tracer.js';
import { createJobChannel } from './jobChannel.js';
import { createRunner } from './runner.js';

export interface Scheduler extends Schedule {
  start(): Promise<void>;
  /** Asks running jobs to end, waits for them a while and takes no more. */
  stop(): Promise<void>;
  isReady(): boolean;
  /** Jobs that a process has in hands, and that are due and in nobody's for a minute. */
  load(): Promise<{ readonly locked: number; readonly late: number }>;
  /** Runs a job here and now, to its end, beside the queue. @throws RangeError for a name that no job has */
  runToEnd(name: string, data?: JobData): Promise<void>;
}

const COLLECTION = 'jobs';
/** The change stream tells of new jobs at once; this is for those that fall due later. */
const LOOK_EVERY_MS = 15 * SECOND_MS;
/** A job whose process died is given to another one after this; see BEAT_EVERY_MS. */
const LOCK_MS = 30 * SECOND_MS;
const CONCURRENCY = 2;

/**
 * The job queue: Agenda on our own connected database (its own connect swallows failures). It compares locks by
 * the host's clock and does not stop a handler whose lock expired: two runs of a job can overlap, and jobs are
 * written for that.
 */
export function createScheduler({
  db,
  jobs,
  log,
  works = true,
  tracer,
}: {
  readonly db: Db;
  readonly jobs: readonly Job[];
  readonly log: Log;
  /** Whether jobs are run here, or only put into the queue for other processes. */
  readonly works?: boolean;
  readonly tracer?: Tracer;
}): Scheduler {
  const { backend, connected } = createBackend(db);
  const agenda = new Agenda({
    backend,
    notificationChannel: createJobChannel(db, COLLECTION),
    processEvery: LOOK_EVERY_MS,
    defaultLockLifetime: LOCK_MS,
    defaultConcurrency: CONCURRENCY,
    removeOnComplete: true,
  });
  agenda.on('error', (error: unknown) => {
    log.error({ reason: errorName(error) }, 'The job queue had an error.');
  });

  const schedule: Schedule = {
    runNow: async (name, data) => {
      await agenda.now(name, data);
    },
    runIn: async (ms, name, data) => {
      await agenda.schedule(new Date(Date.now() + ms), name, data);
    },
  };
  const runner = createRunner({ log, schedule, ...(tracer && { tracer }) });
  for (const job of jobs) {
    agenda.define(job.name, (queued: AgendaJob) => runner.run(job, dataOf(queued), () => queued.touch()));
  }

  let isRunning = false;
  return {
    ...schedule,
    isReady: () => isRunning,
    load: async () => {
      const jobsThere = db.collection(COLLECTION);
      const late = { nextRunAt: { $lt: new Date(Date.now() - MINUTE_MS) }, lockedAt: null };
      return {
        locked: await jobsThere.countDocuments({ lockedAt: { $type: 'date' } }),
        late: await jobsThere.countDocuments(late),
      };
    },
    runToEnd: async (name, data = {}) => {
      const job = jobs.find((candidate) => candidate.name === name);
      if (!job) throw new RangeError(`There is no job ${name}.`);
      await runner.run(job, data, () => Promise.resolve());
    },
    start: async () => {
      await connected;
      await agenda.ready;
      await db
        .collection(COLLECTION)
        .createIndexes([
          { key: { name: 1, nextRunAt: 1, lockedAt: 1, priority: -1, disabled: 1 }, name: 'nextJob' },
        ]);
      for (const { name, cron, atStart } of works ? jobs : []) {
        if (cron !== undefined)
          await planOnce(db, { name, cron }, () => agenda.every(cron, name, {}, { timezone: 'UTC' }));
        if (atStart) await schedule.runNow(name, {});
      }
      // Last: what is in the queue by now is taken at once, while the change stream may still be opening.
      if (works) await agenda.start();
      isRunning = true;
    },
    stop: async () => {
      isRunning = false;
      await runner.stop();
      if (works) await agenda.stop();
    },
  };
}

/**
 * Agenda connects its backend as it is made, and nobody may wait for that: where the database went away just then, the
 * rejection would end the process. So the failure is kept for start() to throw. The index is made there as well. The
 * repository alone is connected: the backend would also make a collection for logs of jobs, which nobody writes here.
 */
function createBackend(db: Db): { readonly backend: MongoBackend; readonly connected: Promise<void> } {
  const backend = new MongoBackend({ mongo: db, collection: COLLECTION, ensureIndex: false });
  const connected = backend.repository.connect();
  backend.connect = () => connected.catch(() => new Promise(() => undefined));
  return { backend, connected };
}

function dataOf(job: AgendaJob): JobData {
  return (job.attrs.data ?? {}) as JobData;
}

const PLAN_TRIES = 10;
const PLAN_PAUSE_MS = 100;

/** Several processes may start at the same moment on an empty queue: one of them plans a job, and it is there once. */
async function planOnce(
  db: Db,
  { name, cron }: { readonly name: string; readonly cron: string },
  plan: () => Promise<unknown>,
): Promise<void> {
  if (await isScheduled(db, name, cron)) return;
  for (let tries = 1; tries === 1 || !(await isScheduled(db, name, cron)); tries += 1) {
    try {
      await plan();
    } catch (error) {
      if (tries === PLAN_TRIES) throw error;
      await delay(PLAN_PAUSE_MS * (1 + Math.random()));
    }
  }
  // There is no unique index on them: where two inserted it after all, both agree on which one goes.
  const jobs = db.collection(COLLECTION);
  const [first] = await jobs.find({ name, type: 'single' }).sort({ _id: 1 }).limit(1).toArray();
  if (first) await jobs.deleteMany({ name, type: 'single', _id: { $gt: first._id } });
}

/** A recurring job that is there is left alone: to write it again would skip a run that was missed meanwhile. */
async function isScheduled(db: Db, name: string, cron: string): Promise<boolean> {
  const known = await db.collection(COLLECTION).findOne({ name, type: 'single' });
  return known?.['repeatInterval'] === cron && known['nextRunAt'] !== null;
}
