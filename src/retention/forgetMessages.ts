import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DocumentOperations, Filter } from '../events/documents.js';
import { doomMedia, isMediaType } from '../projections/mediaRow.js';
import type { MessageRow } from '../projections/rows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from './batches.js';
import { deleteStreams } from './deleteStreams.js';
import { isAnythingHeld, isHeld, isPartlyHeld, notHeldFilter } from './held.js';
import { dueRanges, heldOf, upTo, type Due } from './selectors.js';
import type { Tally } from './tally.js';

/** What must be known of a message to delete it. */
export type DoomedMessage = Pick<MessageRow, '_id' | 'at' | 'payload' | 'type'>;
type Chosen = DoomedMessage;
const FIELDS = ['at', 'payload', 'type'];
type OfHolds = Pick<MessageRow, 'conversation' | 'subject'>;
const FIELDS_OF_HOLDS = ['conversation', 'subject'];

/**
 * Deletes the due messages of a number: commits, payloads, rows and the count of a batch in one transaction. While
 * one batch is deleted, the next one is read.
 */
export async function forgetMessages(core: Core, due: Due, tally: Tally): Promise<void> {
  const { documents } = core;
  const remove = (batch: readonly Chosen[]): Promise<void> => removeMessages(core, due, tally, batch);
  const fail = ({ _id }: Chosen, error: unknown): Promise<void> => tally.fail(due.number, _id, error);

  let removing: Promise<Settled> = Promise.resolve(DONE);
  const finishRemoving = async (): Promise<void> => {
    const { error } = await removing;
    if (error) throw error.thrown;
  };
  try {
    const held = await heldOf(documents, due);
    if (held.isAll) return;
    const rest = isPartlyHeld(held) ? notHeldFilter('MESSAGES', held) : {};
    for (const { range } of dueRanges('MESSAGES', due)) {
      const rows = documents.stream<Chosen>(COLLECTIONS.messages, { ...range, ...rest }, { fields: FIELDS });
      for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
        await finishRemoving();
        await tally.checkpoint();
        removing = settled(isolateFailures(batch, remove, fail));
      }
    }
    await finishRemoving();
  } finally {
    await removing;
  }
}

/** Between being chosen and being deleted somebody else changed a record of the batch; or some of it is held. */
class BatchChanged extends Error {
  override readonly name = 'BatchChanged';
}

/**
 * A record of the batch may not be what it was when it was chosen: another worker deleted it, and an edit that came
 * after that was stored anew under the same id. So nothing of a record goes that is not due at this very moment.
 */
export async function removeMessages(
  core: Core,
  due: Due,
  tally: Tally,
  batch: readonly DoomedMessage[],
): Promise<void> {
  const { account, cutoff } = due;
  const isDue = { at: upTo(cutoff) };
  const remove = (rowsIn: (tx: DocumentOperations) => Promise<readonly Chosen[]>): Promise<void> =>
    core.documents.transaction(async (tx) => {
      await due.guard?.(tx);
      const rows = await rowsIn(tx);
      const ids = rows.map(({ _id }) => _id);
      const payloads = rows.flatMap(({ payload }) => (payload === null ? [] : [payload]));
      await deleteStreams(
        tx,
        account,
        ids.map((id) => `message:${id}`),
      );
      const files = rows.flatMap(({ type, payload }) => (payload && isMediaType(type) ? [payload] : []));
      await doomMedia(tx, account, files, core.clock());
      const erased = await deleteByIds(tx, COLLECTIONS.payloads, account, payloads);
      const deleted = await deleteByIds(tx, COLLECTIONS.messages, account, ids, isDue);
      if (deleted < ids.length || (rows === batch && erased < payloads.length)) throw new BatchChanged();
      await tally.count(tx, 'MESSAGES', ids);
    });
  const chosen = { account, _id: { $in: batch.map(({ _id }) => _id) }, ...isDue };
  const removeAsRead = (): Promise<void> =>
    remove(async (tx) => {
      const held = await heldOf(tx, due);
      const fields = [...FIELDS, ...FIELDS_OF_HOLDS];
      const rows = await tx.find<Chosen & OfHolds>(COLLECTIONS.messages, chosen, { fields });
      return rows.filter((row) => !isHeld(held, row));
    });

  // With a payload each, the counts tell whether every record still is what was chosen.
  if (batch.some(({ payload }) => payload === null)) return removeAsRead();
  try {
    await remove(async (tx) => {
      if (isAnythingHeld(await heldOf(tx, due))) throw new BatchChanged();
      return batch;
    });
  } catch (error) {
    if (!(error instanceof BatchChanged)) throw error;
    await removeAsRead();
  }
}

async function deleteByIds(
  tx: DocumentOperations,
  collection: string,
  account: string,
  ids: readonly string[],
  rest: Filter = {},
): Promise<number> {
  return ids.length === 0 ? 0 : tx.deleteMany(collection, { account, _id: { $in: ids }, ...rest });
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
