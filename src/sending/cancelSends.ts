import type { Actor } from '../domain/events.js';
import { sendDecider, sendStream } from '../domain/send/send.js';
import { cancelSend } from '../domain/send/sendCommands.js';
import type { CancelFailureReason } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { errorName, LetheError } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import type { OutboxRow, SendLogRow } from '../projections/sendRows.js';
import type { CancelOutcome } from './sending.js';
import { ASK_LEASE_MS } from './worker/limits.js';

/** Takes back what still waits, each for itself. @param ids ours or correlation ids */
export async function cancelSends(
  core: Core,
  number: NumberRow,
  by: Actor,
  ids: readonly string[],
): Promise<CancelOutcome> {
  const canceled: string[] = [];
  const failed: { readonly id: string; readonly reason: CancelFailureReason }[] = [];
  for (const id of new Set(ids)) {
    const reason = await cancelOne(core, number, by, id);
    if (reason === null) canceled.push(id);
    else failed.push({ id, reason });
  }
  return { canceled, failed };
}

/** @returns why it cannot be canceled; null: it is */
async function cancelOne(
  core: Core,
  number: NumberRow,
  by: Actor,
  id: string,
): Promise<CancelFailureReason | null> {
  const row = await findRow(core, number, id);
  if (!row) return 'NOT_FOUND';
  if (row.status !== 'QUEUED') return `ALREADY_${row.status}`;
  const { account } = number;
  if (!(await claim(core, account, row._id))) return 'BEING_SENT';
  try {
    await handle(core.store, sendDecider, { account, stream: sendStream(row._id), by }, (state) =>
      cancelSend(state, core.clock()),
    );
    return null;
  } catch (error) {
    // What took it meanwhile was quicker.
    if (error instanceof LetheError) return 'BEING_SENT';
    // The claim runs out, and the send goes on.
    core.log.error({ send: row._id, reason: errorName(error) }, 'A send could not be canceled.');
    throw error;
  }
}

async function findRow({ documents }: Core, number: NumberRow, id: string): Promise<SendLogRow | null> {
  const of = { account: number.account, number: number._id };
  return (
    (await documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { ...of, _id: id })) ??
    documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { ...of, correlationId: id })
  );
}

/** Takes the row out of every worker's reach: whoever is about to ask finds it waiting no longer. */
async function claim({ documents, newId, clock }: Core, account: string, id: string): Promise<boolean> {
  const leaseUntil = new Date(clock().getTime() + ASK_LEASE_MS);
  const mine = newId();
  const { matched } = await documents.update(COLLECTIONS.outbox, [
    {
      filter: { _id: id, account, state: 'WAITING' },
      set: { state: 'CLAIMED', claim: mine, leaseUntil, dueAt: leaseUntil },
    },
  ]);
  if (matched > 0) return true;
  // The one who asked before died, or cancels at this moment: either may.
  const row = await documents.findOne<OutboxRow>(COLLECTIONS.outbox, { _id: id, account });
  return row?.state === 'CLAIMED';
}
