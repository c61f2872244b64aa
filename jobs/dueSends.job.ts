import type { Job } from '../src/lib/job.js';
import { SECOND_MS } from '../src/lib/clock.js';
import type { SendWorker } from '../src/sending/worker/createSendWorker.js';

const BEAT_EVERY_MS = 5 * SECOND_MS;

/** A safety net: the worker is woken by what is queued and by its own timer; here it is asked once a minute as well. */
export function dueSendsJob(worker: SendWorker): Job {
  return {
    name: 'dueSends',
    cron: '* * * * *',
    run: async ({ beat }) => {
      const timer = setInterval(() => void beat(), BEAT_EVERY_MS);
      await worker.drain().finally(() => {
        clearInterval(timer);
      });
    },
  };
}
