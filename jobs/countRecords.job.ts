import { COLLECTIONS } from '../src/events/collections.js';
import type { Core } from '../src/events/core.js';
import type { Job } from '../src/lib/job.js';
import type { AccountRow } from '../src/projections/rows.js';
import { countRecords } from '../src/retention/recordCounts.js';

/** What each account keeps, and what of it is due, counted hourly; the last count of a day stands. */
export function countRecordsJob(core: Core): Job {
  return {
    name: 'countRecords',
    cron: '41 * * * *',
    run: async () => {
      for await (const { _id: account } of core.documents.stream<AccountRow>(COLLECTIONS.accounts, {}))
        await countRecords(core, account);
    },
  };
}
