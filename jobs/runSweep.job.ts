import { MINUTE_MS } from '../src/lib/clock.js';
import type { Job } from '../src/lib/job.js';
import type { Sweeps } from '../src/retention/sweeps.js';

/** Longer than the stream of a forgotten subject stays (forgetSubjects.ts), and than any append takes. */
const RECHECK_AFTER_MS = 1.5 * MINUTE_MS;

/** Runs one sweep: requested by somebody, or left over by a process that died. */
export function runSweepJob(sweeps: Sweeps): Job {
  return {
    name: 'runSweep',
    run: async ({ data, signal, beat, schedule }) => {
      const { account = '', sweep = '' } = data;
      const row = await sweeps.run({ account, sweep }, { signal, beat });
      // What was on its way when the number's mode was switched may have been stored since.
      if (row.kind !== 'NUMBER' || row.number === undefined || row.state !== 'COMPLETED') return;
      await schedule.runIn(RECHECK_AFTER_MS, 'recheckNumber', { account, number: row.number });
    },
  };
}
