import { SYSTEM } from '../src/domain/events.js';
import type { Core } from '../src/events/core.js';
import { errorName } from '../src/lib/errors.js';
import type { Job } from '../src/lib/job.js';
import { accountsToSweep } from '../src/retention/whatToSweep.js';
import { SWEEP_CRON } from '../src/retention/schedule.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/** The two-hourly cleanup of every account that has a retention period, or once had a tighter one. */
export function sweepAccountsJob(core: Core, sweeps: Sweeps): Job {
  return {
    name: 'sweepAccounts',
    cron: SWEEP_CRON,
    run: async ({ signal, beat }) => {
      for await (const account of accountsToSweep(core)) {
        if (signal.aborted) return;
        try {
          const { _id: sweep } = await sweeps.request({ account, trigger: 'SCHEDULE', by: SYSTEM });
          await sweeps.run({ account, sweep }, { signal, beat });
        } catch (error) {
          // One account's trouble is not the next one's.
          core.log.error({ account, reason: errorName(error) }, 'An account could not be swept.');
        }
        await beat();
      }
    },
  };
}
