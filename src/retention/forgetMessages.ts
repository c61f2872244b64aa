import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DocumentOperations } from '../events/documents.js';
import { doomMedia, isMediaType } from '../projections/mediaRow.js';
import type { MessageRow } from '../projections/rows.js';
import { inBatches, isolateFailures } from './batches.js';
import { deleteStreams } from './deleteStreams.js';
import { dueRanges, type Due } from './selectors.js';
import type { Tally } from './tally.js';

const BATCH = 1_000;
type Chosen = Pick<MessageRow, '_id' | 'at' | 'payload' | 'type'>;
const FIELDS = ['at', 'payload', 'type'];

/**
 * Deletes the due messages of a number: commits first, then payloads and rows in one transaction with the count.
 * The rows are the list of what is still to be done: a crash in between leaves rows, and the next run does it
 * again. While the rows of one batch are deleted, the commits of the next one are.
 */
export async function forgetMessages(core: Core, due: Due, tally: Tally): Promise<void> {
  const { documents } = core;
  const clear = async (batch: readonly Chosen[]): Promise<void> => {
    await due.guard?.(documents);
    await deleteStreams(
      documents,
      due.account,
      batch.map(({ _id }) => `message:${_id}`),
    );
  };
  const remove = (batch: readonly Chosen[]): Promise<void> => removeRows(core, due, tally, batch);
  const fail = ({ _id }: Chosen, error: unknown): Promise<void> => tally.fail(due.number, _id, error);
  const retry = (batch: readonly Chosen[]): Promise<void> =>
    isolateFailures(
      batch,
      async (part) => {
        await clear(part);
        await remove(part);
      },
      fail,
    );

  let removing: Promise<Settled> = Promise.resolve(DONE);
  const finishRemoving = async (): Promise<void> => {
    const { error } = await removing;
    if (error) throw error.thrown;
  };
  try {
    for (const { range } of dueRanges('MESSAGES', due)) {
      const rows = documents.stream<Chosen>(COLLECTIONS.messages, range, { fields: FIELDS });
      for await (const batch of inBatches(rows, BATCH)) {
        await tally.checkpoint();
        const cleared = await settled(clear(batch));
        await finishRemoving();
        removing = settled(cleared.error ? retry(batch) : remove(batch).catch(() => retry(batch)));
      }
    }
    await finishRemoving();
  } finally {
    await removing;
  }
}

/** Between being chosen and being deleted somebody else changed a record of the batch. */
class BatchChanged extends Error {
  override readonly name = 'BatchChanged';
}

async function removeRows(core: Core, due: Due, tally: Tally, batch: readonly Chosen[]): Promise<void> {
  const { account, cutoff } = due;
  const remove = (rowsIn: (tx: DocumentOperations) => Promise<readonly Chosen[]>, isExact: boolean) =>
    core.documents.transaction(async (tx) => {
      await due.guard?.(tx);
      const rows = await rowsIn(tx);
      const payloads = rows.flatMap(({ payload }) => (payload === null ? [] : [payload]));
      const files = rows.flatMap(({ type, payload }) => (payload && isMediaType(type) ? [payload] : []));
      await doomMedia(tx, account, files, core.clock());
      const erased = await deleteByIds(tx, COLLECTIONS.payloads, account, payloads);
      const ids = rows.map(({ _id }) => _id);
      const deleted = await deleteByIds(tx, COLLECTIONS.messages, account, ids);
      if (isExact && (deleted < ids.length || erased < payloads.length)) throw new BatchChanged();
      await tally.count(tx, 'MESSAGES', deleted);
    });
  try {
    // The counts tell whether every record still is as it was read: an edit takes the payload away, for one.
    await remove(() => Promise.resolve(batch), true);
  } catch (error) {
    if (!(error instanceof BatchChanged)) throw error;
    const chosen = { account, _id: { $in: batch.map(({ _id }) => _id) } };
    await remove(async (tx) => {
      const rows = await tx.find<Chosen>(COLLECTIONS.messages, chosen, { fields: FIELDS });
      return rows.filter(({ at }) => at <= cutoff);
    }, false);
  }
}

async function deleteByIds(
  tx: DocumentOperations,
  collection: string,
  account: string,
  ids: readonly string[],
): Promise<number> {
  return ids.length === 0 ? 0 : tx.deleteMany(collection, { account, _id: { $in: ids } });
}

interface Settled {
  readonly error?: { readonly thrown: unknown };
}
const DONE: Settled = {};

/** Holds an error until somebody asks: a rejection that nobody awaits yet would end the process. */
function settled(work: Promise<void>): Promise<Settled> {
  return work.then(
    () => DONE,
    (thrown: unknown) => ({ error: { thrown } }),
  );
}
