import { numberCutoff } from '../domain/retentionRules.js';
import { RECORD_CLASSES, type RecordClass } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { HOUR_MS } from '../lib/clock.js';
import { numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { countDue, type DueClasses } from './countDue.js';
import { planRun } from './planRun.js';
import { lastSweepAt } from './schedule.js';

/** How long a cleanup may take. */
const RUN_MS = 2 * HOUR_MS;
/** The two hours between cleanups, and two more: what the account's retention has made due is gone by then. */
const SWEEP_LATE_MS = 2 * HOUR_MS + RUN_MS;
/** A day between runs for numbers and API keys, and the grace. */
const DAILY_LATE_MS = 26 * HOUR_MS;

/** Records of a class that a run should have erased by now. */
export interface OverdueClass {
  readonly class: RecordClass;
  readonly count: number;
  /** The instant of the oldest of them. */
  readonly oldest: Date;
}

/**
 * What is overdue in an account, by the selectors that the runs use: due for longer than the next run and its grace took.
 * What is held is not. Costs a look into each range where there is nothing, and follows what is overdue else.
 */
export async function lateRecordsOf(core: Core, account: string): Promise<readonly OverdueClass[]> {
  const now = core.clock().getTime();
  const row = await core.documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
  if (!row) return [];
  const due: DueClasses[] = [];
  for (const lateMs of [SWEEP_LATE_MS, DAILY_LATE_MS]) {
    const isDaily = lateMs === DAILY_LATE_MS;
    const then = isDaily ? new Date(now - lateMs) : sweptBy(row, now);
    // A policy that is younger has its first run before it.
    if (row.updatedAt >= then) continue;
    const plan = await planRun(core, account, undefined, then);
    due.push(...plan.due.filter(({ classes }) => classes.includes('SEND_LOG') === isDaily));
  }
  due.push(...(await numbersOverdue(core, account, new Date(now - DAILY_LATE_MS))));
  const found = new Map<RecordClass, OverdueClass>();
  for (const { class: name, count, oldest } of await countDue(core, due)) {
    if (count > 0 && oldest) found.set(name, { class: name, count, oldest });
  }
  return [...found.values()];
}

/** As of when cleanups have deleted what was due: the last one that the account's hours allow, and long enough ago. */
function sweptBy({ sweepWindow = null }: AccountRow, now: number): Date {
  const last = lastSweepAt(sweepWindow, new Date(now - RUN_MS));
  return new Date(Math.min(last.getTime(), now - SWEEP_LATE_MS));
}

async function numbersOverdue(core: Core, account: string, then: Date): Promise<DueClasses[]> {
  const numbers = await core.documents.find<NumberRow>(COLLECTIONS.numbers, { account });
  return numbers.flatMap((row) => {
    const cutoff = row.updatedAt < then ? numberCutoff(numberPolicy(row), then) : null;
    const classes = RECORD_CLASSES.filter((name) => name !== 'DELIVERIES' && name !== 'SEND_LOG');
    return cutoff ? [{ account, number: row._id, cutoff, classes }] : [];
  });
}

/** The oldest overdue record of each class over all accounts: for metrics. Classes without any are missing. */
export async function oldestOverdue(core: Core): Promise<readonly OverdueClass[]> {
  const found = new Map<RecordClass, OverdueClass>();
  for await (const { _id: account } of core.documents.stream<AccountRow>(COLLECTIONS.accounts, {})) {
    for (const overdue of await lateRecordsOf(core, account)) {
      const known = found.get(overdue.class);
      const oldest = known && known.oldest < overdue.oldest ? known.oldest : overdue.oldest;
      found.set(overdue.class, {
        class: overdue.class,
        count: (known?.count ?? 0) + overdue.count,
        oldest,
      });
    }
  }
  return [...found.values()];
}
