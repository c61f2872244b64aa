import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import type { MediaServices } from '../src/media/mediaServices.js';
import { forgetDueFiles } from '../src/retention/forgetFiles.js';

/**
 * Deletes files whose messages are gone and fetches those that are due: what other processes, or this one before it died,
 * have left. Both are begun at once where they arise; this is the safety net.
 */
export function copyMediaJob(core: Core, { copier }: MediaServices): Job {
  return {
    name: 'copyMedia',
    cron: '* * * * *',
    atStart: true,
    run: async ({ beat }) => {
      await forgetDueFiles(core);
      await beat();
      await copier.runDue();
    },
  };
}
