import type { Alerts } from '../src/alerts/alerts.js';
import type { Job } from '../src/lib/job.js';
import { tellIncidentsJob } from './tellIncidents.job.js';
import { watchOverdueJob } from './watchOverdue.job.js';

/** Every job that finds out, and tells, when forgetting is held up. */
export function alertJobs(alerts: Alerts): readonly Job[] {
  return [tellIncidentsJob(alerts), watchOverdueJob(alerts)];
}
