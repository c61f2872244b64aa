import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import type { AccountRow } from '../projections/rows.js';
import { lateRecordsOf } from '../retention/oldestOverdue.js';
import type { IncidentPlace } from './incidentRow.js';
import type { Incidents } from './incidents.js';

const RECORDS: IncidentPlace = { what: 'RECORDS', number: null };

/** Reports accounts that keep records for longer than the next run and its grace took, and those that do no more. */
export async function watchOverdue(
  core: Core,
  incidents: Incidents,
  beat: () => Promise<void>,
): Promise<void> {
  for await (const { _id: account } of core.documents.stream<AccountRow>(COLLECTIONS.accounts, {})) {
    try {
      const overdue = await lateRecordsOf(core, account);
      const count = overdue.reduce((sum, each) => sum + each.count, 0);
      if (count === 0) await incidents.resolve(account, RECORDS);
      else await incidents.report(account, RECORDS, { kind: 'OVERDUE', reason: `${String(count)} records` });
    } catch (error) {
      core.log.error({ account, reason: errorName(error) }, 'What is overdue could not be found out.');
    }
    await beat();
  }
}
