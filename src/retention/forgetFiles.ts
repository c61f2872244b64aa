import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Filter } from '../events/documents.js';
import { groupBy } from '../lib/collections.js';
import { errorName } from '../lib/errors.js';
import type { MediaRow } from '../projections/mediaRow.js';
import { inBatches } from './batches.js';
import { deleteObjects } from './deleteObjects.js';

const BATCH = 100;
/** Until a deletion that failed is tried again without a sweep. */
const RETRY_MS = 60_000;
const IS_NOT = { $exists: false };
type Doomed = Pick<MediaRow, '_id' | 'account' | 'number' | 'object' | 'claimedUntil'>;
const FIELDS = ['account', 'number', 'object', 'claimedUntil'];

/** What is told of a file that could not be deleted. */
export type FileFailed = (file: Pick<MediaRow, '_id' | 'number'>, error: unknown) => Promise<void>;

/**
 * Deletes the objects, every version, of files that are doomed (projections/mediaRow.ts), then their rows: what a crash
 * leaves is there as rows, and done again. An object that is gone already counts as deleted.
 * @param of only of this account, or of this number of it
 * @param next called before each batch; may throw to stop
 * @throws PhaseBroken when it is the store that is at fault
 */
export async function forgetFiles(
  core: Core,
  of: { readonly account: string; readonly number?: string | undefined },
  fail: FileFailed,
  next: () => Promise<void>,
): Promise<void> {
  const { account, number } = of;
  // Copies of recordings are a phase of their own (forgetRecordings.ts).
  const filter = { account, state: 'DOOMED', ...(number !== undefined && { number }), isRecording: IS_NOT };
  await forgetMatching(core, filter, fail, next);
}

/** The same for every account and what is due: between sweeps, and at start. */
export async function forgetDueFiles(core: Core): Promise<void> {
  const { documents, clock, log } = core;
  const filter = { state: 'DOOMED', dueAt: { $lte: clock() } };
  await forgetMatching(core, filter, async ({ _id }, error) => {
    log.warn({ file: _id, reason: errorName(error) }, 'A file could not be deleted; it is tried again.');
    const dueAt = new Date(clock().getTime() + RETRY_MS);
    await documents.update(COLLECTIONS.media, [{ filter: { _id, state: 'DOOMED' }, set: { dueAt } }]);
  });
}

/** The same for whatever matches. */
export async function forgetMatching(
  core: Core,
  filter: Filter,
  fail: FileFailed,
  next: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const rows = core.documents.stream<Doomed>(COLLECTIONS.media, filter, { fields: FIELDS });
  const forget = (files: readonly Doomed[]): Promise<void> => forgetRows(core, files);
  await deleteObjects(core.objects, inBatches(rows, BATCH), { next, fail, done: forget });
}

async function forgetRows({ documents, clock }: Core, files: readonly Doomed[]): Promise<void> {
  const now = clock();
  for (const [account, own] of groupBy(files, (file) => file.account)) {
    const free = own.filter(({ claimedUntil }) => !claimedUntil || claimedUntil <= now);
    const filter = { account, _id: { $in: free.map(({ _id }) => _id) }, state: 'DOOMED' };
    await documents.deleteMany(COLLECTIONS.media, filter);
    // Somebody may be writing the object at this moment: its row stays until that is over, and it is deleted again.
    const claimed = own.filter((file) => !free.includes(file));
    await documents.update(
      COLLECTIONS.media,
      claimed.map(({ _id, claimedUntil }) => ({
        filter: { account, _id, state: 'DOOMED' },
        set: { dueAt: claimedUntil },
      })),
    );
  }
}
