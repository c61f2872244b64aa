import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import { listLost } from '../src/relay/direct/lost.js';

/** What the provider gave up on before it could be relayed is counted and listed, hourly. */
export function listLostJob(core: Core): Job {
  return {
    name: 'listLost',
    cron: '23 * * * *',
    run: async () => {
      await listLost(core);
    },
  };
}
