import { RECORD_CLASSES, type RecordClass } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import { inBatches } from './batches.js';
import {
  heldSubjects,
  isPartlyHeld,
  notHeldFilter,
  NOTHING_HELD,
  readHeldNumbers,
  withoutHeldStatuses,
  type Held,
} from './held.js';
import { COLLECTION_OF, dueRanges, type Due, type DueRange } from './selectors.js';

/** What there is of a class that is due. */
export interface CountedClass {
  readonly class: RecordClass;
  /** What a run would erase. */
  readonly count: number;
  /** Bytes of its sealed content. */
  readonly bytes: number;
  /** The instant of the oldest of it; null without any. */
  readonly oldest: Date | null;
  /** What it would pass by, for legal holds keep it. */
  readonly held: number;
}

/** Due records of these classes. */
export type DueClasses = Due & { readonly classes: readonly RecordClass[] };
type Part = Omit<CountedClass, 'class'>;
const NOTHING: Part = { count: 0, bytes: 0, oldest: null, held: 0 };

/** What there is of what is due, by class. */
export async function countDue(core: Core, due: readonly DueClasses[]): Promise<readonly CountedClass[]> {
  const accounts = [...new Set(due.map(({ account }) => account))];
  const held = new Map(
    (await Promise.all(accounts.map((account) => readHeldNumbers(core.documents, account)))).flatMap(
      (numbers) => [...numbers],
    ),
  );
  return Promise.all(
    RECORD_CLASSES.map(async (recordClass): Promise<CountedClass> => {
      const own = due.filter(({ classes }) => classes.includes(recordClass));
      const parts = own.map((one) =>
        countClass(core, recordClass, one, held.get(one.number) ?? NOTHING_HELD),
      );
      return { class: recordClass, ...(await Promise.all(parts)).reduce(add, NOTHING) };
    }),
  );
}

async function countClass(core: Core, recordClass: RecordClass, due: Due, held: Held): Promise<Part> {
  const ranges = dueRanges(recordClass, due);
  const countAll = async (filter: Filter = {}): Promise<Part> =>
    (await Promise.all(ranges.map((range) => aggregate(core, recordClass, range, filter)))).reduce(
      add,
      NOTHING,
    );
  if (held.isAll) return { ...NOTHING, held: (await countAll()).count };
  if (!isPartlyHeld(held)) return countAll();
  const all = await countAll();
  // The look-ups below follow what is due, or what is held.
  if (all.count === 0) return all;
  if (recordClass === 'STATUSES') return countStatuses(core, due, held, ranges);
  const subjects =
    recordClass === 'CONVERSATIONS' ? await heldSubjects(core.documents, due.account, held) : [];
  const free = await countAll(notHeldFilter(recordClass, held, subjects) ?? {});
  return { ...free, held: all.count - free.count };
}

const INSTANT: Readonly<Partial<Record<RecordClass, unknown>>> = {
  CONVERSATIONS: { $ifNull: ['$last.at', '$seenAt', '$createdAt'] },
};
const HAS_BYTES: ReadonlySet<RecordClass> = new Set(['MESSAGES', 'SEND_LOG', 'CALLS', 'RECORDINGS']);

async function aggregate(
  { documents }: Core,
  recordClass: RecordClass,
  { range, rest }: DueRange,
  notHeld: Filter,
): Promise<Part> {
  const group = {
    _id: null,
    count: { $sum: 1 },
    bytes: { $sum: HAS_BYTES.has(recordClass) ? '$bytes' : 0 },
    oldest: { $min: INSTANT[recordClass] ?? '$at' },
  };
  const filters = [range, rest, notHeld].filter((filter) => filter && Object.keys(filter).length > 0);
  const [found] = await documents.aggregate<Part>(COLLECTION_OF[recordClass], [
    ...filters.map((filter) => ({ $match: filter })),
    { $group: group },
  ]);
  return found ? { count: found.count, bytes: found.bytes, oldest: found.oldest, held: 0 } : NOTHING;
}

const BATCH = 1_000;

/** Whether a status is held its message tells. */
async function countStatuses(
  { documents }: Core,
  { account }: Due,
  held: Held,
  ranges: readonly DueRange[],
): Promise<Part> {
  let sum = NOTHING;
  for (const { range } of ranges) {
    const rows = documents.stream<Doc & { at: Date }>(COLLECTIONS.statuses, range, { fields: ['at'] });
    for await (const batch of inBatches(rows, BATCH)) {
      const free = await withoutHeldStatuses(documents, account, held, batch);
      const oldest = free.reduce<Date | null>((first, { at }) => (first && first <= at ? first : at), null);
      sum = add(sum, { ...NOTHING, count: free.length, held: batch.length - free.length, oldest });
    }
  }
  return sum;
}

function add(a: Part, b: Part): Part {
  return {
    count: a.count + b.count,
    bytes: a.bytes + b.bytes,
    oldest: a.oldest && (!b.oldest || a.oldest <= b.oldest) ? a.oldest : b.oldest,
    held: a.held + b.held,
  };
}
