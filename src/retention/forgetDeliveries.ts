import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DocumentOperations } from '../events/documents.js';
import type { DeliveryRow } from '../projections/webhookRows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from './batches.js';
import { isHeld, isPartlyHeld, notHeldFilter } from './held.js';
import { dueRanges, heldOf, type Due } from './selectors.js';
import type { Tally } from './tally.js';

type Chosen = Pick<DeliveryRow, '_id' | 'at' | 'attempts' | 'event' | 'dueAt' | 'lostAt' | 'conversation'>;
const FIELDS = ['at', 'attempts', 'event', 'dueAt', 'lostAt', 'conversation'];

/**
 * Deletes the due webhook deliveries of a number, with what endpoints answered. One that is under way is settled
 * by nobody then: its outcome finds no row. Only the last word of a removed number is waited for.
 */
export async function forgetDeliveries(core: Core, due: Due, tally: Tally): Promise<void> {
  const isLastWord = ({ event, dueAt }: Chosen): boolean => event === 'number.removed' && dueAt !== undefined;
  await eachBatch(core, due, tally, dueRanges('DELIVERIES', due)[0]?.range ?? {}, async (tx, rows) => {
    const gone = rows.filter((row) => !isLastWord(row));
    await eraseResponses(tx, due.account, gone);
    const ids = gone.map(({ _id }) => _id);
    if (ids.length > 0)
      await tx.deleteMany(COLLECTIONS.deliveries, { account: due.account, _id: { $in: ids } });
    await tally.count(tx, 'DELIVERIES', ids);
    // No loss is silent: its sender may have given up, and nobody will know of it after this.
    const lost = gone.filter(({ lostAt }) => lostAt !== undefined).length;
    if (lost > 0)
      core.log.error(
        { account: due.account, number: due.number, lost },
        'Events of a number that stores nothing were forgotten before their webhooks took them.',
      );
  });
}

/** Erases what endpoints answered to due events; that they were told stays known. */
export async function forgetResponses(core: Core, due: Due, tally: Tally): Promise<void> {
  const { account, number } = due;
  const range = { account, number, at: dueRanges('DELIVERIES', due)[0]?.range['at'], hasResponse: true };
  await eachBatch(core, due, tally, range, async (tx, rows) => {
    await eraseResponses(tx, account, rows);
    await tx.update(
      COLLECTIONS.deliveries,
      rows.map(({ _id, attempts }) => ({
        filter: { _id, account },
        set: { attempts: attempts.map((attempt) => ({ ...attempt, response: null })) },
        unset: ['hasResponse'],
      })),
    );
  });
}

async function eachBatch(
  { documents }: Core,
  due: Due,
  tally: Tally,
  range: Readonly<Record<string, unknown>>,
  work: (tx: DocumentOperations, rows: readonly Chosen[]) => Promise<void>,
): Promise<void> {
  const { account, number, cutoff, guard } = due;
  const inTransaction = (batch: readonly Chosen[]): Promise<void> =>
    documents.transaction(async (tx) => {
      await guard?.(tx);
      // Read again: an attempt that ended meanwhile has added its answer.
      const chosen = { account, _id: { $in: batch.map(({ _id }) => _id) } };
      const rows = await tx.find<Chosen>(COLLECTIONS.deliveries, chosen, { fields: FIELDS });
      const held = await heldOf(tx, due);
      await work(
        tx,
        rows.filter((row) => row.at <= cutoff && !isHeld(held, row)),
      );
    });
  const held = await heldOf(documents, due);
  if (held.isAll) return;
  const rest = isPartlyHeld(held) ? notHeldFilter('DELIVERIES', held) : {};
  const rows = documents.stream<Chosen>(COLLECTIONS.deliveries, { ...range, ...rest }, { fields: ['at'] });
  for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
    await tally.checkpoint();
    await isolateFailures(batch, inTransaction, ({ _id }, error) => tally.fail(number, _id, error));
  }
}

async function eraseResponses(
  tx: DocumentOperations,
  account: string,
  rows: readonly Chosen[],
): Promise<void> {
  const ids = rows.flatMap(({ attempts }) => attempts.flatMap(({ response }) => response ?? []));
  if (ids.length > 0) await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: ids } });
}
