import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import type { Sweeps } from '../src/retention/sweeps.js';
import { countRecordsJob } from './countRecords.job.js';
import { recheckNumberJob } from './recheckNumber.job.js';
import { resumeSweepsJob } from './resumeSweeps.job.js';
import { runApiKeyRetentionJob } from './runApiKeyRetention.job.js';
import { runNumberRetentionJob } from './runNumberRetention.job.js';
import { runSweepJob } from './runSweep.job.js';
import { sweepAccountsJob } from './sweepAccounts.job.js';

/** Every job that forgets. */
export function retentionJobs(core: Core, sweeps: Sweeps): readonly Job[] {
  return [
    sweepAccountsJob(core, sweeps),
    runNumberRetentionJob(core, sweeps),
    runApiKeyRetentionJob(core, sweeps),
    runSweepJob(sweeps),
    recheckNumberJob(sweeps),
    resumeSweepsJob(core, sweeps),
    countRecordsJob(core),
  ];
}
