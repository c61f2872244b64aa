import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { MessageRow } from '../projections/rows.js';
import { inBatches, isolateFailures } from './batches.js';
import { deleteStreams } from './deleteStreams.js';
import { dueFilters, type Due } from './selectors.js';
import type { Tally } from './tally.js';

const BATCH = 1_000;
type Chosen = Pick<MessageRow, '_id' | 'at'>;

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
    for (const filter of dueFilters('MESSAGES', due)) {
      const rows = documents.stream<Chosen>(COLLECTIONS.messages, filter, { fields: ['at'] });
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

async function removeRows(
  { documents }: Core,
  { account, cutoff, guard }: Due,
  tally: Tally,
  batch: readonly Chosen[],
): Promise<void> {
  const chosen = { account, _id: { $in: batch.map(({ _id }) => _id) } };
  await documents.transaction(async (tx) => {
    await guard?.(tx);
    // Read again: an edit may have brought another payload since, or another worker may have been here.
    const rows = await tx.find<Pick<MessageRow, '_id' | 'at' | 'payload'>>(COLLECTIONS.messages, chosen, {
      fields: ['at', 'payload'],
    });
    const doomed = rows.filter(({ at }) => at <= cutoff);
    const payloads = doomed.flatMap(({ payload }) => (payload === null ? [] : [payload]));
    const ids = doomed.map(({ _id }) => _id);
    if (payloads.length > 0) await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: payloads } });
    const deleted =
      ids.length > 0 ? await tx.deleteMany(COLLECTIONS.messages, { account, _id: { $in: ids } }) : 0;
    await tally.count(tx, 'MESSAGES', deleted);
  });
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
