import { SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Job, JobData, Schedule } from '../lib/job.js';
import type { Log } from '../lib/log.js';
import { noTracer, type Tracer } from '../lib/tracer.js';
import { within } from '../lib/within.js';

const BEAT_EVERY_MS = 8 * SECOND_MS;
const STOP_WITHIN_MS = 3.5 * SECOND_MS;

/** The job failed; the queue keeps an error's message, so this one says no more than the error's class. */
class JobFailed extends Error {
  override readonly name = 'JobFailed';
}

export interface Runner {
  /** @throws JobFailed */
  run(job: Job, data: JobData, touch: () => Promise<void>): Promise<void>;
  /** Asks the running jobs to end and waits for them. */
  stop(): Promise<void>;
}

/** Runs jobs, each told when the process stops; what they throw is logged and stored by name only. */
export function createRunner({
  log,
  schedule,
  tracer = noTracer,
}: {
  readonly log: Log;
  readonly schedule: Schedule;
  readonly tracer?: Tracer;
}): Runner {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  const run = async (job: Job, data: JobData, touch: () => Promise<void>): Promise<void> => {
    let touchedAt = performance.now();
    const beat = async (): Promise<void> => {
      if (performance.now() - touchedAt < BEAT_EVERY_MS) return;
      touchedAt = performance.now();
      // A lock that is lost already stops nothing: fencing does.
      await touch().catch((error: unknown) => {
        log.warn({ job: job.name, reason: errorName(error) }, 'The lock of a job could not be renewed.');
      });
    };
    try {
      const context = { data, signal: stopping.signal, beat, schedule };
      await tracer.run('job', { 'lethe.job': job.name }, () => job.run(context), { isRoot: true });
    } catch (error) {
      log.error({ job: job.name, ...data, reason: errorName(error) }, 'A job failed.');
      throw new JobFailed(errorName(error));
    }
  };

  return {
    run: async (job, data, touch) => {
      const work = run(job, data, touch);
      const ended = work.catch(() => undefined);
      running.add(ended);
      await work.finally(() => running.delete(ended));
    },
    stop: async () => {
      stopping.abort();
      await within(STOP_WITHIN_MS, Promise.all(running));
    },
  };
}
