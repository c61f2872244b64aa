import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { accountPolicy, numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { SEND_LOG_SCOPES } from '../projections/sendRows.js';
import { nextNumberRunAt, nextSweepAt } from './schedule.js';

/** The accounts for which a sweep can find something due. */
export async function* accountsToSweep({ documents, clock }: Core): AsyncGenerator<string> {
  for await (const row of documents.stream<AccountRow>(COLLECTIONS.accounts, {})) {
    if (nextSweepAt(accountPolicy(row), clock())) yield row._id;
  }
}

/** The accounts whose send logs may hold PII, or keys that would open a copy of it. */
export async function* accountsWithLogs({ documents, keyRing }: Core): AsyncGenerator<string> {
  for await (const { _id } of documents.stream<AccountRow>(COLLECTIONS.accounts, {})) {
    if ((await keyRing.scopes(_id, SEND_LOG_SCOPES)).length > 0) yield _id;
  }
}

/** The numbers, removed ones included, for which the daily job can find something due. */
export async function* numbersToSweep({
  documents,
  clock,
}: Core): AsyncGenerator<{ readonly account: string; readonly number: string }> {
  for await (const row of documents.stream<NumberRow>(COLLECTIONS.numbers, {})) {
    if (nextNumberRunAt(numberPolicy(row), clock())) yield { account: row.account, number: row._id };
  }
}
