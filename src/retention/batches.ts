import { isDatabaseAway } from '../lib/databaseAway.js';
import { PhaseBroken } from './problems.js';
import { SweepStopped } from './tally.js';

/**
 * Records that one transaction deletes. Each has its pages in several indexes, which stay in the database's cache until the
 * transaction ends: many more would be refused by mongod, and would hold up SecantusDB (database/secantus.ts).
 */
export const DELETED_AT_ONCE = 500;

/** Gathers a stream into lists of at most `size`. */
export async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** So many records in a row failed, and none succeeded: it is not the records that are at fault. */
const HOPELESS = 10;

/** Errors that say nothing about a record: to go on would list every record as failed. */
function isFatal(error: unknown): boolean {
  return error instanceof SweepStopped || error instanceof PhaseBroken || isDatabaseAway(error);
}

/**
 * Does `work` on all items together and, when that fails, on ever smaller halves, until each item that is at
 * fault stands alone and is handed to `fail`.
 */
export async function isolateFailures<T>(
  items: readonly T[],
  work: (items: readonly T[]) => Promise<void>,
  fail: (item: T, error: unknown) => Promise<void>,
): Promise<void> {
  let failed = 0;
  let isAnyDone = false;
  const attempt = async (part: readonly T[]): Promise<void> => {
    try {
      await work(part);
      isAnyDone = true;
    } catch (error) {
      const [first] = part;
      if (isFatal(error) || first === undefined) throw error;
      if (part.length === 1) {
        failed += 1;
        if (failed >= HOPELESS && !isAnyDone) throw error;
        await fail(first, error);
        return;
      }
      const middle = Math.ceil(part.length / 2);
      await attempt(part.slice(0, middle));
      await attempt(part.slice(middle));
    }
  };
  await attempt(items);
}
