import type { Core } from '../src/events/core.js';
import { SECOND_MS } from '../src/lib/clock.js';
import type { Job } from '../src/lib/job.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/** At each start: sweeps that no finished process has finished are continued once their leases are over. */
export function resumeSweepsJob(core: Core, sweeps: Sweeps): Job {
  return {
    name: 'resumeSweeps',
    atStart: true,
    run: async ({ schedule }) => {
      for (const { _id: sweep, account, leaseUntil } of await sweeps.unfinished()) {
        const left = (leaseUntil?.getTime() ?? 0) - core.clock().getTime();
        await schedule.runIn(Math.max(0, left) + SECOND_MS, 'runSweep', { account, sweep });
      }
    },
  };
}
