import { SECOND_MS } from '../src/lib/clock.js';
import type { Job } from '../src/lib/job.js';
import type { ChatwootWorker } from '../src/relay/chatwoot/chatwootWorker.js';

const BEAT_EVERY_MS = 5 * SECOND_MS;

/** The safety net of what Chatwoot is told, which wakes by itself: one complete pass over what is due. */
export function dueChatwootJob(worker: ChatwootWorker): Job {
  return {
    name: 'dueChatwoot',
    cron: '* * * * *',
    run: async ({ beat }) => {
      const timer = setInterval(() => void beat(), BEAT_EVERY_MS);
      await worker.drain().finally(() => {
        clearInterval(timer);
      });
    },
  };
}
