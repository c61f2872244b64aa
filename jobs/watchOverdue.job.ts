import type { Alerts } from '../src/alerts/alerts.js';
import type { Job } from '../src/lib/job.js';

/** Between two cleanups: whether what is due does go. */
export function watchOverdueJob(alerts: Alerts): Job {
  return {
    name: 'watchOverdue',
    cron: '50 */2 * * *',
    run: ({ beat }) => alerts.watchOverdue(beat),
  };
}
