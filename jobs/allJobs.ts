import type { Alerts } from '../src/alerts/alerts.js';
import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import type { Services } from '../src/services.js';
import type { Sweeps } from '../src/retention/sweeps.js';
import { alertJobs } from './alertJobs.js';
import { dueChatwootJob } from './dueChatwoot.job.js';
import { dueErasuresJob } from './dueErasures.job.js';
import { runErasureJob } from './runErasure.job.js';
import { dueDeliveriesJob } from './dueDeliveries.job.js';
import { mediaJobs } from './mediaJobs.js';
import { forgetRestoredJob } from './forgetRestored.job.js';
import { dueSendsJob } from './dueSends.job.js';
import { listLostJob } from './listLost.job.js';
import { retentionJobs } from './retentionJobs.js';

export interface JobParts {
  readonly core: Core;
  readonly services: Services;
  readonly sweeps: Sweeps;
  readonly alerts: Alerts;
}

/** Every job that the gateway's scheduler runs. */
export function allJobs({ core, services, sweeps, alerts }: JobParts): readonly Job[] {
  return [
    ...retentionJobs(core, sweeps),
    forgetRestoredJob(core, services.thirdParty),
    dueSendsJob(services.sendWorker),
    dueDeliveriesJob(services.deliveries),
    ...mediaJobs(core, services.media),
    dueChatwootJob(services.chatwootWorker),
    listLostJob(core),
    ...alertJobs(alerts),
    runErasureJob(core, services.erasures),
    dueErasuresJob(core, services.erasures),
  ];
}
