import type { Alerts } from '../src/alerts/alerts.js';
import type { Job } from '../src/lib/job.js';

/** A safety net: notices are mailed where they arise; here those that a process or the mail server left. */
export function tellIncidentsJob(alerts: Alerts): Job {
  return {
    name: 'tellIncidents',
    cron: '* * * * *',
    run: () => alerts.tell(),
  };
}
