import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc, DocumentOperations } from '../events/documents.js';
import { inParallel } from '../lib/inParallel.js';
import type { CallReference, RecordingReference, RecordingRow } from '../projections/callRows.js';
import { CALLS, deleteCallRecords, type CallKind } from './callRecords.js';
import { PhaseBroken } from './problems.js';
import { NotDeletedThere, type ThirdParty, type ThirdPartyDeletion } from './thirdParty.js';

const AT_A_TIME = 4;
/** So many were not deleted, and none was: it is the third party, or our credentials there, that are at fault. */
const HOPELESS = 10;

/** A call or recording of which a third party has something. */
export interface Referring extends Doc {
  readonly number: string;
  readonly subject: string | null;
  readonly reference: string;
}
export const REFERRING: readonly (keyof Referring)[] = ['number', 'subject', 'reference'];

export interface DeletingThere {
  /** It is gone there: notes that. */
  readonly gone: (row: Referring) => Promise<void>;
  /** It is not final there yet. */
  readonly waits: (row: Referring) => void;
  /** It was not deleted; the rest goes on. */
  readonly fail: (row: Referring, error: NotDeletedThere) => Promise<void>;
}

/**
 * Gives what deletes, batch by batch, what a third party keeps of calls or recordings: whoever forgets them asks alike.
 * What is gone there already counts as deleted.
 * @returns what throws PhaseBroken when it is the third party that is at fault
 */
export function createDeletingThere(
  core: Core,
  thirdParty: ThirdParty,
  account: string,
  kind: CallKind,
  { gone, waits, fail }: DeletingThere,
): (batch: readonly Referring[]) => Promise<void> {
  let isAnyDone = false;
  let failed = 0;
  const ask = ({ number }: Referring, opened: unknown): Promise<ThirdPartyDeletion> =>
    kind === CALLS
      ? thirdParty.deleteCall({ account, number }, opened as CallReference)
      : thirdParty.deleteRecording({ account, number }, opened as RecordingReference);
  const attempt = async (row: Referring, opened: unknown): Promise<void> => {
    // A rebuild may bring back a reference whose payload is gone: what it led to is gone as well.
    const deletion = opened === undefined ? ({ kind: 'DONE' } as const) : await ask(row, opened);
    switch (deletion.kind) {
      case 'DONE':
        isAnyDone = true;
        await gone(row);
        return;
      case 'WAIT':
        waits(row);
        return;
      case 'REFUSED':
      case 'UNREACHABLE': {
        failed += 1;
        const error = new NotDeletedThere(deletion);
        if (failed >= HOPELESS && !isAnyDone) throw brokenBy(deletion, error);
        await fail(row, error);
      }
    }
  };
  return async (batch) => {
    const opened = await core.vault.read(
      account,
      batch.map(({ reference }) => reference),
      'STORE',
    );
    await inParallel(batch, AT_A_TIME, (row) => attempt(row, opened.get(row.reference)));
  };
}

/**
 * Notes that a third party has nothing of it any more. A recording of which we have no copy goes with that; a call stays,
 * for whoever deletes calls.
 * @returns whether somebody else did not note it before
 */
export async function settleThere(
  tx: DocumentOperations,
  account: string,
  kind: CallKind,
  { _id, reference }: Referring,
): Promise<boolean> {
  const filter = { _id, account, reference };
  await tx.deleteMany(COLLECTIONS.payloads, { account, _id: reference });
  const row = kind === CALLS ? null : await tx.findOne<RecordingRow>(kind.collection, filter);
  if (kind === CALLS || row?.stored) {
    const { matched } = await tx.update(kind.collection, [{ filter, unset: ['reference'] }]);
    return matched > 0;
  }
  if (!row) return false;
  if (row.payload !== null) await tx.deleteMany(COLLECTIONS.payloads, { account, _id: row.payload });
  await deleteCallRecords(tx, account, kind, [_id]);
  return true;
}

function brokenBy({ kind }: ThirdPartyDeletion, { name: reason }: NotDeletedThere): PhaseBroken {
  return new PhaseBroken({ kind: kind === 'UNREACHABLE' ? 'PROVIDER_UNREACHABLE' : 'FAILED', reason });
}
