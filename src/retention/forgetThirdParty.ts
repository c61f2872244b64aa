import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, DocumentOperations } from '../events/documents.js';
import type { CallReference, RecordingReference, RecordingRow } from '../projections/callRows.js';
import { inParallel } from '../lib/inParallel.js';
import { inBatches } from './batches.js';
import { deleteRecordings } from './forgetRecordings.js';
import { PhaseBroken } from './problems.js';
import { isCallHeld } from './held.js';
import { dueRanges, heldOf, type Due } from './selectors.js';
import type { Tally } from './tally.js';
import { NotDeletedThere, type ThirdParty, type ThirdPartyDeletion } from './thirdParty.js';

const BATCH = 100;
const AT_A_TIME = 4;
/** So many were not deleted, and none was: it is the third party, or our credentials there, that are at fault. */
const HOPELESS = 10;

type Kind = 'THIRD_PARTY_RECORDINGS' | 'THIRD_PARTY_CALLS';
interface Referring extends Doc {
  readonly reference: string;
  readonly subject: string | null;
}

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
  const { account, number } = due;
  const owner = { account, number };
  await forgetKind(core, 'THIRD_PARTY_RECORDINGS', due, tally, (reference) =>
    thirdParty.deleteRecording(owner, reference as RecordingReference),
  );
  await forgetKind(core, 'THIRD_PARTY_CALLS', due, tally, (reference) =>
    thirdParty.deleteCall(owner, reference as CallReference),
  );
}

async function forgetKind(
  core: Core,
  kind: Kind,
  due: Due,
  tally: Tally,
  remove: (reference: unknown) => Promise<ThirdPartyDeletion>,
): Promise<void> {
  const collection = kind === 'THIRD_PARTY_CALLS' ? COLLECTIONS.calls : COLLECTIONS.recordings;
  let isAnyDone = false;
  let failed = 0;
  const attempt = async (row: Referring, opened: unknown): Promise<void> => {
    // A rebuild may bring back a reference whose payload is gone: what it led to is gone as well.
    const deletion = opened === undefined ? ({ kind: 'DONE' } as const) : await remove(opened);
    if (deletion.kind === 'WAIT') return;
    if (deletion.kind === 'DONE') {
      isAnyDone = true;
      await core.documents.transaction((tx) => settle(tx, kind, due, row, tally));
      return;
    }
    failed += 1;
    const error = new NotDeletedThere(deletion);
    if (failed >= HOPELESS && !isAnyDone) throw brokenBy(deletion, error);
    await tally.fail(due.number, row._id, error);
  };
  for (const { range } of dueRanges(kind, due)) {
    const fields = ['reference', 'subject'];
    const rows = core.documents.stream<Referring>(collection, range, { fields });
    for await (const chosen of inBatches(rows, BATCH)) {
      await tally.checkpoint();
      await due.guard?.(core.documents);
      // Asked for each batch: what is deleted elsewhere cannot be taken back by a transaction here.
      const held = await heldOf(core.documents, due);
      const batch = chosen.filter((row) => !isCallHeld(held, row));
      const opened = await core.vault.read(
        due.account,
        batch.map(({ reference }) => reference),
      );
      await inParallel(batch, AT_A_TIME, (row) => attempt(row, opened.get(row.reference) ?? undefined));
    }
  }
}

async function settle(
  tx: DocumentOperations,
  kind: Kind,
  due: Due,
  { _id, reference }: Referring,
  tally: Tally,
): Promise<void> {
  const { account } = due;
  const filter = { _id, account, reference };
  await tx.deleteMany(COLLECTIONS.payloads, { account, _id: reference });
  if (kind === 'THIRD_PARTY_CALLS') {
    // Its row is the calls' own phase's to delete.
    const { matched } = await tx.update(COLLECTIONS.calls, [{ filter, unset: ['reference'] }]);
    await tally.count(tx, kind, matched > 0 ? [_id] : []);
    return;
  }
  const row = await tx.findOne<RecordingRow>(COLLECTIONS.recordings, filter);
  if (row?.stored) await tx.update(COLLECTIONS.recordings, [{ filter, unset: ['reference'] }]);
  else if (row) {
    if (row.payload !== null) await tx.deleteMany(COLLECTIONS.payloads, { account, _id: row.payload });
    await deleteRecordings(tx, account, [_id]);
  }
  await tally.count(tx, kind, row ? [_id] : []);
}

function brokenBy({ kind }: ThirdPartyDeletion, { name: reason }: NotDeletedThere): PhaseBroken {
  return new PhaseBroken({ kind: kind === 'UNREACHABLE' ? 'PROVIDER_UNREACHABLE' : 'FAILED', reason });
}
