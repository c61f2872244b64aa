import type { Erasures } from '../src/erasing/erasures.js';
import type { Core } from '../src/events/core.js';
import { SECOND_MS } from '../src/lib/clock.js';
import type { Job } from '../src/lib/job.js';

/** Erases one person: asked for by somebody, and again for what could not be reached. */
export function runErasureJob(core: Core, erasures: Erasures): Job {
  return {
    name: 'runErasure',
    run: async ({ data, signal, beat, schedule }) => {
      const { account = '', erasure = '' } = data;
      const { open, dueAt } = await erasures.run(account, erasure, { signal, beat });
      const wait = dueAt.getTime() - core.clock().getTime();
      if (open && !signal.aborted) await schedule.runIn(Math.max(wait, SECOND_MS), 'runErasure', data);
    },
  };
}
