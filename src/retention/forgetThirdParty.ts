import type { Core } from '../events/core.js';
import { inBatches } from './batches.js';
import { CALL_KINDS, type CallKind } from './callRecords.js';
import { createDeletingThere, REFERRING, settleThere, type Referring } from './deleteThere.js';
import { isCallHeld } from './held.js';
import { dueRanges, heldOf, type Due } from './selectors.js';
import type { Tally } from './tally.js';
import type { ThirdParty } from './thirdParty.js';

const BATCH = 100;

/**
 * Deletes what a third party keeps of the due recordings and calls of a number: recordings with their transcriptions, then
 * calls. What is gone there already counts as deleted; what is not final there waits for the next run and is no failure.
 * @throws PhaseBroken when it is the third party that is at fault
 */
export async function forgetThirdParty(
  core: Core,
  thirdParty: ThirdParty,
  due: Due,
  tally: Tally,
): Promise<void> {
  for (const kind of CALL_KINDS) await forgetKind(core, thirdParty, kind, due, tally);
}

async function forgetKind(
  core: Core,
  thirdParty: ThirdParty,
  kind: CallKind,
  due: Due,
  tally: Tally,
): Promise<void> {
  const { account } = due;
  const remove = createDeletingThere(core, thirdParty, account, kind, {
    gone: (row) =>
      core.documents.transaction(async (tx) => {
        const isNews = await settleThere(tx, account, kind, row);
        await tally.count(tx, kind.there, isNews ? [row._id] : []);
      }),
    waits: () => undefined,
    fail: ({ number, _id }, error) => tally.fail(number, _id, error),
  });
  for (const { range } of dueRanges(kind.there, due)) {
    const rows = core.documents.stream<Referring>(kind.collection, range, { fields: REFERRING });
    for await (const chosen of inBatches(rows, BATCH)) {
      await tally.checkpoint();
      await due.guard?.(core.documents);
      // Asked for each batch: what is deleted elsewhere cannot be taken back by a transaction here.
      const held = await heldOf(core.documents, due);
      await remove(chosen.filter((row) => !isCallHeld(held, row)));
    }
  }
}
