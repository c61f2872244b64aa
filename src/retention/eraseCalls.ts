import type { Core } from '../events/core.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from './batches.js';
import { CALLS, erasePayloads, RECORDINGS, type CallKind, type CallLike } from './callRecords.js';
import { isCallHeld } from './held.js';
import { heldOf, upTo, type Due } from './selectors.js';
import type { Tally } from './tally.js';

type Sealed = Pick<CallLike, '_id' | 'payload' | 'subject' | 'stored'>;
const FIELDS = ['payload', 'stored', 'subject'];

/**
 * Erases the PII of the due calls of a number, and what opens the copies of its recordings; the copies are doomed. The
 * rows stay, as what tells where something is that is still to be deleted.
 */
export async function eraseCalls(core: Core, due: Due, tally: Tally): Promise<void> {
  await eraseIn(core, RECORDINGS, due, tally);
  await eraseIn(core, CALLS, due, tally);
}

/** The same of its recordings alone. */
export function eraseRecordings(core: Core, due: Due, tally: Tally): Promise<void> {
  return eraseIn(core, RECORDINGS, due, tally);
}

async function eraseIn(core: Core, { collection }: CallKind, due: Due, tally: Tally): Promise<void> {
  const { account, number, cutoff, guard } = due;
  const isSealed = { account, number, at: upTo(cutoff), payload: { $ne: null } };
  const erase = (batch: readonly Sealed[]): Promise<void> =>
    core.documents.transaction(async (tx) => {
      await guard?.(tx);
      // Read again: a later report may have sealed it anew, and dated it otherwise.
      const chosen = { ...isSealed, _id: { $in: batch.map(({ _id }) => _id) } };
      const held = await heldOf(tx, due);
      const rows = (await tx.find<Sealed>(collection, chosen, { fields: FIELDS })).filter(
        (row) => !isCallHeld(held, row),
      );
      if (rows.length === 0) return;
      await erasePayloads(tx, account, rows, core.clock());
      await tx.update(
        collection,
        rows.map(({ _id, payload, stored }) => ({
          filter: { _id, account },
          set: { payload: null, ...(stored && { copy: payload }) },
        })),
      );
      // Nothing is counted before it is gone; the sweep must still be this worker's.
      await tally.count(tx, 'RECORDINGS', 0);
    });
  const rows = core.documents.stream<Sealed>(collection, isSealed, { fields: ['_id'] });
  for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
    await tally.checkpoint();
    await isolateFailures(batch, erase, ({ _id }, error) => tally.fail(number, _id, error));
  }
}
