import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { RecordClass } from '../domain/sweep.js';
import type { AccountRow, ApiKeyRow, NumberRow } from '../projections/rows.js';
import { planRun, type RunPlan } from './planRun.js';
import { countDue } from './countDue.js';

/** Records of a class that were due at some instant and are still here. */
export interface Overdue {
  readonly class: RecordClass;
  readonly count: number;
  readonly oldest: Date | null;
  /** Due by the PII mode of this number, or the retention of this API key; both null: by the account's. */
  readonly number: string | null;
  readonly apiKey: string | null;
}

type Whose = Pick<Overdue, 'number' | 'apiKey'>;

/**
 * What was due already at `then` under the present policies and is still here, by the selector that the runs use. A
 * policy that is younger than that is passed by: its first run may be yet to come.
 */
export async function overdueOf(core: Core, account: string, then: Date): Promise<readonly Overdue[]> {
  const overdue: Overdue[] = [];
  const look = async (whose: Partial<Whose>, due: RunPlan['due']): Promise<void> => {
    for (const { class: name, count, oldest } of await countDue(core, due))
      if (count > 0) overdue.push({ class: name, count, oldest, number: null, apiKey: null, ...whose });
  };
  const row = await core.documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
  const { due } = row ? await planRun(core, account, undefined, then) : { due: [] };
  if (row && row.updatedAt < then)
    await look(
      {},
      due.filter((part) => keyOf(part) === null),
    );
  const keys = await core.documents.find<ApiKeyRow>(COLLECTIONS.apiKeys, { account });
  for (const { _id: apiKey, retentionSetAt } of keys)
    if (!retentionSetAt || retentionSetAt < then)
      await look(
        { apiKey },
        due.filter((part) => keyOf(part) === apiKey),
      );
  const present = { account, removedAt: { $exists: false } };
  const numbers = await core.documents.find<NumberRow>(COLLECTIONS.numbers, present);
  for (const { _id: number, piiMode: mode, piiRetentionDays: days, updatedAt } of numbers)
    if (updatedAt < then)
      await look(
        { number },
        (await planRun(core, account, { kind: 'PII_MODE', number, mode, days }, then)).due,
      );
  return overdue;
}

/** Of which key's retention it is due; null: of the account's. */
function keyOf({ apiKeys }: RunPlan['due'][number]): string | null {
  return apiKeys?.[0] ?? null;
}
