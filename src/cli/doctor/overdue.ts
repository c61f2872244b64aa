import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { AccountRow, NumberRow } from '../../projections/rows.js';
import { retentionPreview, type RetentionChange } from '../../retention/preview.js';
import type { RecordClass } from '../../domain/sweep.js';

/** Records of a class that were due at some instant and are still here. */
export interface Overdue {
  readonly class: RecordClass;
  readonly count: number;
  readonly oldest: Date | null;
  /** Due by the PII mode of this number; null: by the account's retention. */
  readonly number: string | null;
}

/**
 * What was due already at `then` under the present policies and is still here, by the selector that the runs use. A
 * policy that is younger than that is passed by: its first run may be yet to come.
 */
export async function overdueOf(core: Core, account: string, then: Date): Promise<readonly Overdue[]> {
  const past: Core = { ...core, clock: () => then };
  const overdue: Overdue[] = [];
  const look = async (number: string | null, change?: RetentionChange): Promise<void> => {
    const { classes } = await retentionPreview(past, account, change);
    for (const { class: name, count, oldest } of classes)
      if (count > 0) overdue.push({ class: name, count, oldest, number });
  };
  const row = await core.documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
  if (row && row.updatedAt < then) await look(null);
  const present = { account, removedAt: { $exists: false } };
  const numbers = await core.documents.find<NumberRow>(COLLECTIONS.numbers, present);
  for (const { _id: number, piiMode: mode, piiRetentionDays: days, updatedAt } of numbers)
    if (updatedAt < then) await look(number, { kind: 'PII_MODE', number, mode, days });
  return overdue;
}
