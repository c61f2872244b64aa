import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { StatusRow } from '../projections/statusRows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from './batches.js';
import { deleteStatuses } from './deleteStatuses.js';
import { withoutHeldStatuses } from './held.js';
import { dueRanges, heldOf, type Due } from './selectors.js';
import type { Tally } from './tally.js';

type Chosen = Pick<StatusRow, '_id' | 'at'>;

/** Deletes the due delivery statuses of a number. A newer status makes its row young again and is respected. */
export async function forgetStatuses(core: Core, due: Due, tally: Tally): Promise<void> {
  const { documents } = core;
  const { account, cutoff, guard } = due;
  const remove = (batch: readonly Chosen[]): Promise<void> =>
    documents.transaction(async (tx) => {
      await guard?.(tx);
      const chosen = { account, _id: { $in: batch.map(({ _id }) => _id) } };
      const rows = await tx.find<Chosen>(COLLECTIONS.statuses, chosen, { fields: ['at'] });
      const isDue = rows.filter(({ at }) => at <= cutoff);
      const ids = (await withoutHeldStatuses(tx, account, await heldOf(tx, due), isDue)).map(
        ({ _id }) => _id,
      );
      // All in one transaction: the row of a status that comes meanwhile is the one that is deleted here, so one
      // of the two is done again.
      await deleteStatuses(tx, account, ids);
      await tally.count(tx, 'STATUSES', ids);
    });

  if ((await heldOf(documents, due)).isAll) return;
  for (const { range } of dueRanges('STATUSES', due)) {
    const rows = documents.stream<Chosen>(COLLECTIONS.statuses, range, { fields: ['at'] });
    for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
      await tally.checkpoint();
      await isolateFailures(batch, remove, ({ _id }, error) => tally.fail(due.number, _id, error));
    }
  }
}
