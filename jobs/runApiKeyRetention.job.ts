import { SYSTEM } from '../src/domain/events.js';
import type { Core } from '../src/events/core.js';
import { errorName } from '../src/lib/errors.js';
import type { Job } from '../src/lib/job.js';
import { API_KEY_RUN_CRON } from '../src/retention/schedule.js';
import type { Sweeps } from '../src/retention/sweeps.js';
import { accountsWithLogs } from '../src/retention/whatToSweep.js';

/** The daily job that redacts send logs by the retention of the API keys (seeds/pii-modes.txt). */
export function runApiKeyRetentionJob(core: Core, sweeps: Sweeps): Job {
  return {
    name: 'runApiKeyRetention',
    cron: API_KEY_RUN_CRON,
    run: async ({ signal, beat }) => {
      for await (const account of accountsWithLogs(core)) {
        if (signal.aborted) return;
        const request = { account, trigger: 'SCHEDULE', by: SYSTEM, phases: ['API_KEYS'] } as const;
        try {
          const { _id: sweep } = await sweeps.request(request);
          await sweeps.run({ account, sweep }, { signal, beat });
        } catch (error) {
          core.log.error({ account, reason: errorName(error) }, 'Send logs could not be redacted.');
        }
        await beat();
      }
    },
  };
}
