import { COLLECTIONS } from '../../events/collections.js';
import { groupBy } from '../../lib/collections.js';
import { inBatches, isolateFailures } from '../batches.js';
import {
  CALL_KINDS,
  deleteCallRecords,
  erasePayloads,
  type CallKind,
  type CallLike,
} from '../callRecords.js';
import { isCallHeld, readHeld } from '../held.js';
import { eraseAnswers } from './eraseAnswers.js';
import type { ErasureWork, PassedBy } from './work.js';

const BATCH = 500;
const FIELDS = ['number', 'subject', 'at', 'payload', 'reference'];

/**
 * Erases a person's calls and recordings: their sealed PII, the copies' keys, and the rows of which no third party has
 * anything. The others stay without PII, as what tells by which name that is deleted there. Copies are doomed.
 */
export async function eraseCalls(work: ErasureWork): Promise<PassedBy> {
  let isAnyHeld = false;
  for (const kind of CALL_KINDS) isAnyHeld = (await eraseKind(work, kind)).isHeld || isAnyHeld;
  return { isHeld: isAnyHeld };
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
        const free = own.filter((row) => !isCallHeld(held, row));
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
  kind: CallKind,
  number: string,
  chosen: readonly CallLike[],
): Promise<void> {
  if (chosen.length === 0) return;
  const { core, account, erasure, tally } = work;
  const filter = { account, _id: { $in: chosen.map(({ _id }) => _id) } };
  const oldest = new Date(Math.min(...chosen.map(({ at }) => at.getTime())));
  const streams = chosen.map(({ _id }) => kind.stream + _id);
  await eraseAnswers(work, number, streams, oldest);
  const copies = { account, _id: { $in: chosen.flatMap(({ payload }) => payload ?? []) } };
  await core.documents.update(COLLECTIONS.media, [{ filter: copies, set: { erasure }, many: true }]);
  await core.documents.transaction(async (tx) => {
    const rows = await tx.find<CallLike>(kind.collection, filter, { fields: FIELDS });
    await erasePayloads(tx, account, rows, core.clock());
    const kept = rows.filter(({ reference }) => reference !== undefined);
    await tx.update(
      kind.collection,
      kept.map(({ _id }) => ({ filter: { _id, account }, set: { payload: null }, unset: ['stored'] })),
    );
    const gone = rows.filter((row) => !kept.includes(row)).map(({ _id }) => _id);
    await deleteCallRecords(tx, account, kind, gone);
    // One that stays for the third party's sake is counted once.
    await tally.countIn(tx, kind.name, gone.length + kept.filter(({ payload }) => payload !== null).length);
  });
}
