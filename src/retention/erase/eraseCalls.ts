import type { ErasureTarget } from '../../domain/erasure/erasure.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { DocumentOperations } from '../../events/documents.js';
import { groupBy } from '../../lib/collections.js';
import type { CallRow, RecordingRow } from '../../projections/callRows.js';
import { CALL_STREAM } from '../../projections/calls.js';
import { doomMedia } from '../../projections/mediaRow.js';
import { RECORDING_STREAM } from '../../projections/recordings.js';
import { inBatches, isolateFailures } from '../batches.js';
import { deleteStreams } from '../deleteStreams.js';
import { isHeld, readHeld } from '../held.js';
import { eraseAnswers } from './eraseAnswers.js';
import type { ErasureWork, PassedBy } from './work.js';

const BATCH = 500;

/** Calls and recordings of a person lie alike: their PII sealed under the person's secret, and what a third party has. */
export interface CallKind {
  readonly target: ErasureTarget;
  readonly collection: string;
  readonly stream: string;
}
export const RECORDINGS: CallKind = {
  target: 'RECORDINGS',
  collection: COLLECTIONS.recordings,
  stream: RECORDING_STREAM,
};
export const CALLS: CallKind = { target: 'CALLS', collection: COLLECTIONS.calls, stream: CALL_STREAM };

export type CallLike = Pick<
  CallRow | RecordingRow,
  '_id' | 'number' | 'subject' | 'at' | 'payload' | 'reference'
>;
const FIELDS = ['number', 'subject', 'at', 'payload', 'reference'];

/**
 * Erases a person's calls and recordings: their sealed PII, the copies' keys, and the rows of which no third party has
 * anything. The others stay without PII, as what tells by which name that is deleted there. Copies are doomed.
 */
export async function eraseCalls(work: ErasureWork): Promise<PassedBy> {
  const recordings = await eraseKind(work, RECORDINGS);
  const calls = await eraseKind(work, CALLS);
  return { isHeld: recordings.isHeld || calls.isHeld };
}

async function eraseKind(work: ErasureWork, kind: CallKind): Promise<PassedBy> {
  const { core, account, subjects, tally } = work;
  let isAnyHeld = false;
  for (const subject of subjects) {
    const rows = core.documents.stream<CallLike>(kind.collection, { account, subject }, { fields: FIELDS });
    for await (const batch of inBatches(rows, BATCH)) {
      await tally.checkpoint();
      for (const [number, own] of groupBy(batch, (row) => row.number)) {
        const held = await readHeld(core.documents, account, number);
        const free = own.filter((row) => !isHeld(held, { ...row, conversation: row.subject }));
        isAnyHeld ||= free.length < own.length;
        await isolateFailures(
          free,
          (part) => eraseSome(work, kind, number, part),
          ({ _id }, error) => tally.fail(number, _id, error),
        );
      }
    }
  }
  return { isHeld: isAnyHeld };
}

async function eraseSome(
  work: ErasureWork,
  { target, collection, stream }: CallKind,
  number: string,
  chosen: readonly CallLike[],
): Promise<void> {
  if (chosen.length === 0) return;
  const { core, account, erasure, tally } = work;
  const filter = { account, _id: { $in: chosen.map(({ _id }) => _id) } };
  const oldest = new Date(Math.min(...chosen.map(({ at }) => at.getTime())));
  await eraseAnswers(
    work,
    number,
    chosen.map(({ _id }) => stream + _id),
    oldest,
  );
  const copies = { account, _id: { $in: chosen.flatMap(({ payload }) => payload ?? []) } };
  await core.documents.update(COLLECTIONS.media, [{ filter: copies, set: { erasure }, many: true }]);
  await core.documents.transaction(async (tx) => {
    const rows = await tx.find<CallLike>(collection, filter, { fields: FIELDS });
    const payloads = rows.flatMap(({ payload }) => payload ?? []);
    await doomMedia(tx, account, payloads, core.clock());
    await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: payloads } });
    const kept = rows.filter(({ reference }) => reference !== undefined);
    await tx.update(
      collection,
      kept.map(({ _id }) => ({ filter: { _id, account }, set: { payload: null }, unset: ['stored'] })),
    );
    const gone = rows.filter((row) => !kept.includes(row)).map(({ _id }) => _id);
    await deleteCalls(tx, account, { target, collection, stream }, gone);
    // One that stays for the third party's sake is counted once.
    await tally.countIn(tx, target, gone.length + kept.filter(({ payload }) => payload !== null).length);
  });
}

/** Deletes rows and streams of which nothing is left anywhere. */
export async function deleteCalls(
  tx: DocumentOperations,
  account: string,
  { collection, stream }: CallKind,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await deleteStreams(
    tx,
    account,
    ids.map((id) => stream + id),
  );
  await tx.deleteMany(collection, { account, _id: { $in: ids } });
}
