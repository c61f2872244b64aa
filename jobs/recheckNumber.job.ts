import { SYSTEM } from '../src/domain/events.js';
import type { Job } from '../src/lib/job.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/** Runs a number's retention once more, shortly after it was applied by hand. */
export function recheckNumberJob(sweeps: Sweeps): Job {
  return {
    name: 'recheckNumber',
    run: async ({ data, signal, beat }) => {
      const { account = '', number = '' } = data;
      const { _id: sweep } = await sweeps.request({ account, number, trigger: 'SCHEDULE', by: SYSTEM });
      await sweeps.run({ account, sweep }, { signal, beat });
    },
  };
}
