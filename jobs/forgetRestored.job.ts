import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import { forgetRestored } from '../src/retention/forgetRestored.js';
import type { ThirdParty } from '../src/retention/thirdParty.js';

/** At each start: what a restored backup has brought back, and what only others can delete. */
export function forgetRestoredJob(core: Core, thirdParty: ThirdParty): Job {
  return {
    name: 'forgetRestored',
    atStart: true,
    run: async ({ signal, beat }) => {
      await forgetRestored(core, thirdParty, async () => {
        signal.throwIfAborted();
        await beat();
      });
    },
  };
}
