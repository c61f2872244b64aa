import type { Core } from '../events/core.js';
import { RECORD_CLASSES, type RecordClass } from '../domain/sweep.js';
import { planRun, type RetentionChange, type RunPlan } from './planRun.js';
import { COLLECTION_OF, dueRanges, type Due } from './selectors.js';

export interface PreviewedClass {
  readonly class: RecordClass;
  readonly count: number;
  /** Bytes of sealed content. */
  readonly bytes: number;
  /** The instant of the oldest record; null without records. */
  readonly oldest: Date | null;
}

export interface RetentionPreview {
  readonly asOf: Date;
  /** When the next run would delete this; null: no run is due under these settings. */
  readonly nextRunAt: Date | null;
  readonly classes: readonly PreviewedClass[];
}

/**
 * What a run right after the change would erase, from the very selector that the run uses; without a change,
 * what the account's next sweep would. The change itself must have been checked by the domain's rules.
 * @throws LetheError NOT_FOUND for an account, number or API key that is not there
 */
export async function retentionPreview(
  core: Core,
  account: string,
  change?: RetentionChange,
): Promise<RetentionPreview> {
  const asOf = core.clock();
  const { due, nextRunAt } = await planRun(core, account, change, asOf);
  return { asOf, nextRunAt, classes: await countDue(core, due) };
}

/** What there is of what is due, by class. */
export function countDue(core: Core, due: RunPlan['due']): Promise<readonly PreviewedClass[]> {
  return Promise.all(
    RECORD_CLASSES.map(async (recordClass): Promise<PreviewedClass> => {
      const parts = await Promise.all(
        due
          .filter(({ classes }) => classes.includes(recordClass))
          .map((some) => count(core, recordClass, some)),
      );
      return parts.flat().reduce(add, { class: recordClass, count: 0, bytes: 0, oldest: null });
    }),
  );
}

type Part = Omit<PreviewedClass, 'class'>;

const INSTANT: Readonly<Record<RecordClass, unknown>> = {
  MESSAGES: '$at',
  STATUSES: '$at',
  DELIVERIES: '$at',
  CONVERSATIONS: { $ifNull: ['$last.at', '$seenAt', '$createdAt'] },
  SEND_LOG: '$at',
};

const HAS_BYTES: ReadonlySet<RecordClass> = new Set(['MESSAGES', 'SEND_LOG']);

function count({ documents }: Core, recordClass: RecordClass, due: Due): Promise<Part[]> {
  const group = {
    _id: null,
    count: { $sum: 1 },
    bytes: { $sum: HAS_BYTES.has(recordClass) ? '$bytes' : 0 },
    oldest: { $min: INSTANT[recordClass] },
  };
  return Promise.all(
    dueRanges(recordClass, due).map(({ range, rest }) =>
      documents.aggregate<Part>(COLLECTION_OF[recordClass], [
        { $match: range },
        ...(rest ? [{ $match: rest }] : []),
        { $group: group },
      ]),
    ),
  ).then((parts) => parts.flat());
}

function add(sum: PreviewedClass, part: Part): PreviewedClass {
  return {
    class: sum.class,
    count: sum.count + part.count,
    bytes: sum.bytes + part.bytes,
    oldest: sum.oldest && (!part.oldest || sum.oldest <= part.oldest) ? sum.oldest : part.oldest,
  };
}
