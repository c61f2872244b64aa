import type { Core } from '../src/events/core.js';
import { SECOND_MS } from '../src/lib/clock.js';
import type { Job } from '../src/lib/job.js';
import { freeIn } from '../src/retention/lease.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/**
 * At each start: sweeps that no process has finished are continued, once their leases are over or at once where their
 * workers are seen to be dead.
 */
export function resumeSweepsJob(core: Core, sweeps: Sweeps): Job {
  return {
    name: 'resumeSweeps',
    atStart: true,
    run: async ({ schedule }) => {
      for (const row of await sweeps.unfinished()) {
        const { _id: sweep, account } = row;
        const left = freeIn(row, core.clock());
        await schedule.runIn(left > 0 ? left + SECOND_MS : 0, 'runSweep', { account, sweep });
      }
    },
  };
}
