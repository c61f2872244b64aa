import { errorName } from '../lib/errors.js';
import { inParallel } from '../lib/inParallel.js';
import type { ObjectStore } from '../storage/objectStore.js';
import { PhaseBroken } from './problems.js';

const AT_A_TIME = 8;
/** So many failed, and none succeeded: it is not the objects that are at fault. */
const HOPELESS = 10;

export interface DeletingHooks<T> {
  /** Before each batch; may throw to stop. */
  readonly next: () => Promise<void>;
  /** A single object could not be deleted; the rest goes on. */
  readonly fail: (item: T, error: unknown) => Promise<void>;
  /** Those of a batch whose objects are gone. */
  readonly done: (items: readonly T[]) => Promise<void>;
}

/**
 * Deletes objects, every version of each; one that is gone already counts as deleted. When the first one fails the store
 * itself is asked: a thousand objects of one that is away are no thousand failures.
 * @throws PhaseBroken where it is the store that is at fault, with what was done until then noted
 */
export async function deleteObjects<T extends { readonly object: string }>(
  objects: ObjectStore,
  batches: AsyncIterable<readonly T[]>,
  { next, fail, done }: DeletingHooks<T>,
): Promise<void> {
  let isAnyDone = false;
  let failed = 0;
  for await (const batch of batches) {
    await next();
    const { gone, failures, broken } = await deleteSome(objects, batch);
    isAnyDone ||= gone.length > 0;
    failed += failures.length;
    if (gone.length > 0) await done(gone);
    if (broken) throw broken;
    const [first] = failures;
    if (first && !isAnyDone && failed >= HOPELESS)
      throw new PhaseBroken({ kind: 'FAILED', reason: errorName(first.error) });
    for (const { item, error } of failures) await fail(item, error);
  }
}

interface Deleted<T> {
  readonly gone: readonly T[];
  readonly failures: readonly { readonly item: T; readonly error: unknown }[];
  readonly broken: PhaseBroken | null;
}

async function deleteSome<T extends { readonly object: string }>(
  objects: ObjectStore,
  batch: readonly T[],
): Promise<Deleted<T>> {
  const gone: T[] = [];
  const failures: { item: T; error: unknown }[] = [];
  let looking: Promise<void> | undefined;
  let broken: PhaseBroken | null = null;
  const look = async (error: unknown): Promise<void> => {
    await objects.open().catch(() => {
      broken = new PhaseBroken({ kind: 'STORE_UNREACHABLE', reason: errorName(error) });
    });
  };
  await inParallel(batch, AT_A_TIME, async (item) => {
    if (broken) return;
    try {
      await objects.delete(item.object);
      gone.push(item);
    } catch (error) {
      failures.push({ item, error });
      looking ??= look(error);
      await looking;
    }
  });
  return { gone, failures, broken };
}
