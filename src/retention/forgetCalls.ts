import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { CallRow } from '../projections/callRows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from './batches.js';
import { CALLS, deleteCallRecords, erasePayloads } from './callRecords.js';
import { eraseCalls } from './eraseCalls.js';
import { isCallHeld } from './held.js';
import { dueRanges, heldOf, upTo, type Due } from './selectors.js';
import type { Tally } from './tally.js';

type Chosen = Pick<CallRow, '_id' | 'payload' | 'reference' | 'subject'>;
const FIELDS = ['payload', 'reference', 'subject'];

/**
 * Deletes the due calls of a number. One that a third party still has something of loses its PII, and keeps its row until
 * that is gone too.
 */
export async function forgetCalls(core: Core, due: Due, tally: Tally): Promise<void> {
  const { account, number, cutoff, guard } = due;
  const remove = (batch: readonly Chosen[]): Promise<void> =>
    core.documents.transaction(async (tx) => {
      await guard?.(tx);
      const chosen = { account, _id: { $in: batch.map(({ _id }) => _id) }, at: upTo(cutoff) };
      const rows = await tx.find<Chosen>(COLLECTIONS.calls, chosen, { fields: FIELDS });
      const held = await heldOf(tx, due);
      const free = rows.filter((row) => row.reference === undefined && !isCallHeld(held, row));
      if (free.length === 0) return;
      const ids = free.map(({ _id }) => _id);
      await erasePayloads(tx, account, free, core.clock());
      await deleteCallRecords(tx, account, CALLS, ids);
      await tally.count(tx, 'CALLS', ids);
    });
  for (const { range } of dueRanges('CALLS', due)) {
    const rows = core.documents.stream<Chosen>(COLLECTIONS.calls, range, { fields: ['reference'] });
    for await (const batch of inBatches(withoutReference(rows), DELETED_AT_ONCE)) {
      await tally.checkpoint();
      await isolateFailures(batch, remove, ({ _id }, error) => tally.fail(number, _id, error));
    }
  }
  await eraseCalls(core, due, tally);
}

async function* withoutReference(rows: AsyncIterable<Chosen>): AsyncGenerator<Chosen> {
  for await (const row of rows) if (row.reference === undefined) yield row;
}
