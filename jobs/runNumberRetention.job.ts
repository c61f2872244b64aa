import { SYSTEM } from '../src/domain/events.js';
import type { Core } from '../src/events/core.js';
import { errorName } from '../src/lib/errors.js';
import type { Job } from '../src/lib/job.js';
import { numbersToSweep } from '../src/retention/whatToSweep.js';
import { NUMBER_RUN_CRON } from '../src/retention/schedule.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/** The daily job of the numbers' PII modes (seeds/pii-modes.txt). */
export function runNumberRetentionJob(core: Core, sweeps: Sweeps): Job {
  return {
    name: 'runNumberRetention',
    cron: NUMBER_RUN_CRON,
    run: async ({ signal, beat }) => {
      for await (const { account, number } of numbersToSweep(core)) {
        if (signal.aborted) return;
        try {
          const { _id: sweep } = await sweeps.request({ account, number, trigger: 'SCHEDULE', by: SYSTEM });
          await sweeps.run({ account, sweep }, { signal, beat });
        } catch (error) {
          core.log.error({ account, number, reason: errorName(error) }, 'A number could not be swept.');
        }
        await beat();
      }
    },
  };
}
