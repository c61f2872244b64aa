import { SYSTEM } from '../src/domain/events.js';
import type { Core } from '../src/events/core.js';
import { errorName } from '../src/lib/errors.js';
import type { Job } from '../src/lib/job.js';
import { accountsToSweep } from '../src/retention/whatToSweep.js';
import { SWEEP_CRON } from '../src/retention/schedule.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/** The two-hourly cleanup of every account that has a retention period, or once had a tighter one, within its hours. */
export function sweepAccountsJob(core: Core, sweeps: Sweeps): Job {
  return {
    name: 'sweepAccounts',
    cron: SWEEP_CRON,
    run: async ({ signal, beat }) => {
      for await (const { account, window, isOpen } of accountsToSweep(core)) {
        if (signal.aborted) return;
        if (!isOpen) continue;
        try {
          const request = { account, window, trigger: 'SCHEDULE', by: SYSTEM } as const;
          const { _id: sweep } = await sweeps.request(request);
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
