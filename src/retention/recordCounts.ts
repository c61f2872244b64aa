import { RECORD_CLASSES, type RecordClass } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import { DAY_MS } from '../lib/clock.js';
import { retentionPreview } from './preview.js';
import { COLLECTION_OF } from './selectors.js';
import type { SweepRow } from './sweepRow.js';

/** How long a day's counts are kept. */
const KEPT_DAYS = 400;

interface Counted {
  /** Records that are stored. */
  readonly kept: number;
  /** Those of them that the next run would erase. */
  readonly due: number;
}

/** The last counts of a UTC day. Counts alone, no PII; `_id` is `<account>/<date>`. */
interface RecordCountsRow extends Doc {
  readonly account: string;
  /** `2026-01-31`. */
  readonly date: string;
  readonly classes: Readonly<Partial<Record<RecordClass, Counted>>>;
  readonly expiresAt: Date;
}

/** Counts an account's records by class, over what was counted earlier that day. Counts index entries, opens nothing. */
export async function countRecords(core: Core, account: string): Promise<void> {
  const now = core.clock();
  const date = dateOf(now);
  const { classes: due } = await retentionPreview(core, account);
  const counted: [RecordClass, Counted][] = [];
  for (const recordClass of RECORD_CLASSES) {
    const kept = await core.documents.count(COLLECTION_OF[recordClass], keptOf(recordClass, account));
    counted.push([recordClass, { kept, due: due.find((one) => one.class === recordClass)?.count ?? 0 }]);
  }
  const expiresAt = new Date(now.getTime() + KEPT_DAYS * DAY_MS);
  const set = { account, date, classes: Object.fromEntries(counted), expiresAt };
  const filter = { _id: `${account}/${date}`, account };
  await core.documents.update(COLLECTIONS.recordCounts, [{ filter, set, upsert: true }]);
}

/** Of the send log only what still holds PII: its other entries stay for ever. */
function keptOf(recordClass: RecordClass, account: string): Filter {
  return recordClass === 'SEND_LOG' ? { account, sealed: true } : { account };
}

export interface ClassHistory extends Counted {
  readonly class: RecordClass;
  /** Deleted, or for the send log redacted, by sweeps of that day. */
  readonly deleted: number;
}

export interface RetentionDay {
  /** A UTC day: `2026-01-31`. */
  readonly date: string;
  readonly classes: readonly ClassHistory[];
}

/** What was kept, due and deleted on each of the last `days` UTC days that anything is known of, oldest first. */
export async function retentionHistory(
  core: Core,
  account: string,
  days: number,
): Promise<readonly RetentionDay[]> {
  const now = core.clock();
  const dates = Array.from({ length: days }, (_, back) => dateOf(new Date(now.getTime() - back * DAY_MS)));
  const ids = dates.map((date) => `${account}/${date}`);
  const since = new Date(now.getTime() - days * DAY_MS);
  const [rows, sweeps] = await Promise.all([
    core.documents.find<RecordCountsRow>(COLLECTIONS.recordCounts, { _id: { $in: ids }, account }),
    core.documents.find<SweepRow>(COLLECTIONS.sweeps, { account, createdAt: { $gte: since, $lte: now } }),
  ]);
  const counts = new Map(rows.map((row) => [row.date, row.classes]));
  const deleted = deletedByDay(sweeps);
  return dates
    .reverse()
    .filter((date) => counts.has(date) || deleted.has(date))
    .map((date) => ({
      date,
      classes: RECORD_CLASSES.map((recordClass) => ({
        class: recordClass,
        kept: counts.get(date)?.[recordClass]?.kept ?? 0,
        due: counts.get(date)?.[recordClass]?.due ?? 0,
        deleted: deleted.get(date)?.get(recordClass) ?? 0,
      })),
    }));
}

function deletedByDay(sweeps: readonly SweepRow[]): ReadonlyMap<string, ReadonlyMap<RecordClass, number>> {
  const days = new Map<string, Map<RecordClass, number>>();
  for (const { createdAt, phases } of sweeps) {
    const date = dateOf(createdAt);
    const day = days.get(date) ?? new Map<RecordClass, number>();
    for (const { classes } of phases) {
      for (const [recordClass, count] of Object.entries(classes) as [RecordClass, number][])
        day.set(recordClass, (day.get(recordClass) ?? 0) + count);
    }
    days.set(date, day);
  }
  return days;
}

function dateOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
