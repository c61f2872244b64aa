import { COLLECTIONS } from '../../events/collections.js';
import { groupBy } from '../../lib/collections.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from '../batches.js';
import {
  CALLS,
  deleteCallRecords,
  erasePayloads,
  RECORDINGS,
  type CallKind,
  type CallLike,
} from '../callRecords.js';
import { isCallHeld, readHeld } from '../held.js';
import { eraseAnswers } from './eraseAnswers.js';
import { noteCalls, theirCallsOf } from './unknownCallers.js';
import type { ErasureWork, PassedBy } from './work.js';

const FIELDS = ['number', 'subject', 'at', 'payload', 'reference'];
const NOTHING_HELD: PassedBy = { isHeld: false };

/**
 * Erases a person's calls and recordings: their sealed PII, the copies' keys, and the rows of which no third party has
 * anything. The others stay without PII, as what tells by which name that is deleted there. Copies are doomed.
 *
 * Calls that no contact was found for are opened, and are theirs where a party is. Recordings go with their calls.
 */
export async function eraseCalls(work: ErasureWork): Promise<PassedBy> {
  const passed: PassedBy[] = [];
  for (const subject of work.subjects) {
    passed.push(await eraseMatching(work, RECORDINGS, { subject }));
    passed.push(await eraseMatching(work, CALLS, { subject }));
  }
  passed.push(await eraseMatching(work, CALLS, { subject: null }, (batch) => theirCallsOf(work, batch)));
  return { isHeld: passed.some(({ isHeld }) => isHeld) };
}

async function eraseMatching(
  work: ErasureWork,
  kind: CallKind,
  filter: { readonly subject?: string | null; readonly call?: object },
  choose: (batch: readonly CallLike[]) => Promise<readonly CallLike[]> = (batch) => Promise.resolve(batch),
): Promise<PassedBy> {
  const { core, account, tally } = work;
  let isAnyHeld = false;
  const rows = core.documents.stream<CallLike>(kind.collection, { account, ...filter }, { fields: FIELDS });
  for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
    await tally.checkpoint();
    const chosen = await choose(batch);
    const { isHeld } = kind === CALLS ? await eraseUnknownRecordings(work, chosen) : NOTHING_HELD;
    isAnyHeld ||= isHeld;
    for (const [number, own] of groupBy(chosen, (row) => row.number)) {
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
  return { isHeld: isAnyHeld };
}

/** Recordings that came before anybody knew whose call it was. Before the calls: these lead to them. */
async function eraseUnknownRecordings(work: ErasureWork, calls: readonly CallLike[]): Promise<PassedBy> {
  if (calls.length === 0) return NOTHING_HELD;
  return eraseMatching(work, RECORDINGS, { subject: null, call: { $in: calls.map(({ _id }) => _id) } });
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
  await eraseAnswers(work, { number, streams, from: oldest });
  await noteCalls(
    work,
    chosen.filter(({ subject }) => subject === null),
  );
  const copies = { account, _id: { $in: chosen.flatMap(({ payload }) => payload ?? []) } };
  await core.documents.update(COLLECTIONS.media, [{ filter: copies, set: { erasure }, many: true }]);
  await core.documents.transaction(async (tx) => {
    const rows = await tx.find<CallLike>(kind.collection, filter, { fields: FIELDS });
    await erasePayloads(tx, account, rows, core.clock());
    const kept = rows.filter(({ reference }) => reference !== undefined);
    await tx.update(
      kind.collection,
      kept.map(({ _id }) => ({
        filter: { _id, account },
        set: { payload: null, erasure },
        unset: ['stored'],
      })),
    );
    const gone = rows.filter((row) => !kept.includes(row)).map(({ _id }) => _id);
    await deleteCallRecords(tx, account, kind, gone);
    // One that stays for the third party's sake is counted once.
    await tally.countIn(tx, kind.name, gone.length + kept.filter(({ payload }) => payload !== null).length);
  });
}
