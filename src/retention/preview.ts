import {
  KEEPS_ALL_ACCOUNT,
  type AccountPolicy,
  type NumberPolicy,
  type PiiMode,
} from '../domain/policies.js';
import {
  accountDueCutoff,
  accountFloorAfter,
  numberCutoff,
  numberFloorAfter,
  type Cutoff,
} from '../domain/retentionRules.js';
import { notFound } from '../lib/errors.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { accountPolicy, numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { nextNumberRunAt, nextSweepAt } from './schedule.js';
import { COLLECTION_OF, dueRanges } from './selectors.js';
import { RECORD_CLASSES, type RecordClass } from '../domain/sweep.js';

/** A change of settings that somebody thinks about. */
export type RetentionChange =
  | { readonly kind: 'DATA_RETENTION'; readonly days: number | null }
  | {
      readonly kind: 'PII_MODE';
      readonly number: string;
      readonly mode: PiiMode;
      readonly days: number | null;
    };

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
 * What a run right after the change would delete, from the very selector that the run uses; without a change,
 * what the account's next sweep would. The change itself must have been checked by the domain's rules.
 * @throws LetheError NOT_FOUND for an account or number that is not there
 */
export async function retentionPreview(
  core: Core,
  account: string,
  change?: RetentionChange,
): Promise<RetentionPreview> {
  const asOf = core.clock();
  const { numbers, cutoff, nextRunAt } = await plan(core, account, change, asOf);
  const classes = await Promise.all(
    RECORD_CLASSES.map(async (recordClass): Promise<PreviewedClass> => {
      // A number's mode ends what endpoints answered; that they were told is the account's to keep.
      const isSpared = change?.kind === 'PII_MODE' && recordClass === 'DELIVERIES';
      const parts =
        cutoff && !isSpared
          ? await Promise.all(numbers.map((number) => count(core, recordClass, { account, number, cutoff })))
          : [];
      return parts.flat().reduce(add, { class: recordClass, count: 0, bytes: 0, oldest: null });
    }),
  );
  return { asOf, nextRunAt, classes };
}

interface Plan {
  readonly numbers: readonly string[];
  readonly cutoff: Cutoff;
  readonly nextRunAt: Date | null;
}

async function plan(
  { documents }: Core,
  account: string,
  change: RetentionChange | undefined,
  now: Date,
): Promise<Plan> {
  if (change?.kind === 'PII_MODE') {
    const row = await documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: change.number, account });
    if (!row || row.removedAt) throw notFound('number');
    const old = numberPolicy(row);
    const { mode, days } = change;
    const policy: NumberPolicy = { mode, days, floor: numberFloorAfter(old, now) };
    return { numbers: [row._id], cutoff: numberCutoff(policy, now), nextRunAt: nextNumberRunAt(policy, now) };
  }
  const row = await documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account });
  if (!row) throw notFound('account');
  const old = accountPolicy(row);
  const policy: AccountPolicy = change
    ? { ...KEEPS_ALL_ACCOUNT, days: change.days, floor: accountFloorAfter(old, now) }
    : old;
  const numbers = await documents.find<NumberRow>(COLLECTIONS.numbers, { account }, { fields: ['_id'] });
  return {
    numbers: numbers.map(({ _id }) => _id),
    cutoff: accountDueCutoff(policy, now),
    nextRunAt: nextSweepAt(policy, now),
  };
}

type Part = Omit<PreviewedClass, 'class'>;

const INSTANT: Readonly<Record<RecordClass, unknown>> = {
  MESSAGES: '$at',
  STATUSES: '$at',
  DELIVERIES: '$at',
  CONVERSATIONS: { $ifNull: ['$last.at', '$seenAt', '$createdAt'] },
};

function count(
  { documents }: Core,
  recordClass: RecordClass,
  due: { readonly account: string; readonly number: string; readonly cutoff: Date },
): Promise<Part[]> {
  const group = {
    _id: null,
    count: { $sum: 1 },
    bytes: { $sum: recordClass === 'MESSAGES' ? '$bytes' : 0 },
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
