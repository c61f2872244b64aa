import { insideOf, type SweepWindow } from '../domain/account/sweepWindow.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { accountPolicy, numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { SEND_LOG_SCOPES } from '../projections/sendRows.js';
import { isSwept, nextNumberRunAt } from './schedule.js';

/** The accounts for which a sweep can find something due, and whether their hours allow it at this moment. */
export async function* accountsToSweep({ documents, clock }: Core): AsyncGenerator<{
  readonly account: string;
  readonly window: SweepWindow | null;
  readonly isOpen: boolean;
}> {
  for await (const row of documents.stream<AccountRow>(COLLECTIONS.accounts, {})) {
    const { _id: account, sweepWindow: window = null } = row;
    if (isSwept(accountPolicy(row))) yield { account, window, isOpen: insideOf(window)(clock()) };
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
