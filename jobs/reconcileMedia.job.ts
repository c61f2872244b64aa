import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import { reconcileFiles } from '../src/retention/reconcileFiles.js';

/** Daily, while little else happens: files without messages, and messages' files that are lost. */
export function reconcileMediaJob(core: Core): Job {
  return {
    name: 'reconcileMedia',
    cron: '40 4 * * *',
    run: async ({ signal, beat }) => {
      await reconcileFiles(core, { signal, beat });
    },
  };
}
