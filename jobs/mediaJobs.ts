import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import type { MediaServices } from '../src/media/mediaServices.js';
import { copyMediaJob } from './copyMedia.job.js';
import { reconcileMediaJob } from './reconcileMedia.job.js';

/** Every job that sees to messages' files. */
export function mediaJobs(core: Core, media: MediaServices): readonly Job[] {
  return [copyMediaJob(core, media), reconcileMediaJob(core)];
}
