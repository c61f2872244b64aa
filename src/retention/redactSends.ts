import type { Decider } from '../domain/policies.js';
import { sendStream, type SendRedacted } from '../domain/send/send.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { StaleGuard, type Append } from '../events/eventStore.js';
import { retryOnConflict } from '../events/handle.js';
import type { SendLogRow } from '../projections/sendRows.js';
import { inBatches, isolateFailures } from './batches.js';
import { isHeld, isPartlyHeld, notHeldFilter } from './held.js';
import { dueRanges, heldOf, type Due } from './selectors.js';
import type { Tally } from './tally.js';

const BATCH = 500;
/** What must be known of an entry to redact it. */
export type SealedSend = Pick<SendLogRow, '_id' | 'at' | 'apiKey' | 'payload' | 'version' | 'conversation'>;
const FIELDS = ['at', 'apiKey', 'payload', 'version', 'conversation'];

/** Entries of a number's send log whose PII is due. */
export interface LogDue extends Due {
  /** Under which policy each of them goes. */
  readonly by: (row: Pick<SendLogRow, 'apiKey' | 'at'>) => Decider;
}

/**
 * Redacts the due entries of a number: the event that says so, the erasure of the payload, the row and the count are
 * one transaction a batch. What is not sealed any more is done; so a crash, or a second worker, ends in the same.
 */
export async function redactSends(core: Core, due: LogDue, tally: Tally): Promise<void> {
  const held = await heldOf(core.documents, due);
  if (held.isAll) return;
  const rest = isPartlyHeld(held) ? notHeldFilter('SEND_LOG', held) : {};
  for (const { range } of dueRanges('SEND_LOG', due)) {
    const filter = { ...range, ...rest };
    const rows = core.documents.stream<SealedSend>(COLLECTIONS.sendLog, filter, { fields: FIELDS });
    for await (const batch of inBatches(rows, BATCH)) {
      await tally.checkpoint();
      await isolateFailures(
        batch,
        (part) => redactBatch(core, due, tally, part),
        ({ _id }, error) => tally.fail(due.number, _id, error),
      );
    }
  }
}

/** Redacts these entries but those that are held; what holds no PII any more is done. */
export async function redactBatch(
  core: Core,
  due: LogDue,
  tally: Tally,
  batch: readonly SealedSend[],
): Promise<void> {
  const { account, guard } = due;
  const chosen = { account, sealed: true, _id: { $in: batch.map(({ _id }) => _id) } };
  const readAgain = async (): Promise<readonly SealedSend[]> => {
    const held = await heldOf(core.documents, due);
    const found = await core.documents.find<SealedSend>(COLLECTIONS.sendLog, chosen, { fields: FIELDS });
    return found.filter((row) => !isHeld(held, row));
  };
  let rows = batch;
  let isKnown = true;
  await retryOnConflict(
    async () => {
      // A status, the provider's acceptance or a hold came in between: the rows as they are now.
      if (!isKnown) rows = await readAgain();
      if (rows.length === 0) return;
      const at = core.clock();
      await core.store.append(
        rows.map((row) => appendOf(due, row, at)),
        async (tx) => {
          await guard?.(tx);
          const held = await heldOf(tx, due);
          if (rows.some((row) => isHeld(held, row))) throw new StaleGuard();
          await tally.count(
            tx,
            'SEND_LOG',
            rows.map(({ _id }) => _id),
          );
        },
      );
    },
    () => {
      isKnown = false;
    },
  );
}

function appendOf({ account, number, by }: LogDue, row: SealedSend, at: Date): Append {
  const redacted: SendRedacted = { type: 'SendRedacted', data: { number, at, by: by(row) } };
  return {
    account,
    stream: sendStream(row._id),
    expectedVersion: row.version,
    events: [redacted],
    erase: row.payload === null ? [] : [row.payload],
  };
}
