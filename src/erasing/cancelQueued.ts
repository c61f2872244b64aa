import type { Actor } from '../domain/events.js';
import { COLLECTIONS } from '../events/collections.js';
import type { NumberRow } from '../projections/rows.js';
import type { OutboxRow } from '../projections/sendRows.js';
import { groupBy } from '../lib/collections.js';
import type { ErasureWork } from '../retention/erase/work.js';
import { cancelSends } from '../sending/cancelSends.js';
import { done, waiting, type Outcome } from './outcome.js';

/**
 * Cancels what still waits to be sent to the person. What the provider is being asked for at this moment is waited for; of
 * what it may have taken already nothing is left to cancel.
 */
export async function cancelQueued(
  { core, account, subjects, tally }: ErasureWork,
  by: Actor,
): Promise<Outcome> {
  const { documents } = core;
  const filter = { account, conversation: { $in: subjects } };
  const rows = await documents.find<OutboxRow>(COLLECTIONS.outbox, filter);
  const waitingRows = rows.filter(({ state }) => state === 'WAITING' || state === 'CLAIMED');
  let left = rows.filter(({ state }) => state === 'ASKED').length;
  for (const [number, own] of groupBy(waitingRows, (row) => row.number)) {
    const row = await documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account });
    if (!row) continue;
    const ids = own.map(({ _id }) => _id);
    const { canceled, failed } = await cancelSends(core, row, by, ids);
    await tally.countIn(documents, 'QUEUED_SENDS', canceled.length);
    // What was settled meanwhile waits no longer.
    left += failed.filter(({ reason }) => reason === 'BEING_SENT').length;
  }
  return left > 0 ? waiting('BEING_SENT') : done();
}
