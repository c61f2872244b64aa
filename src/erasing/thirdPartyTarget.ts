import type { Doc, DocumentOperations } from '../events/documents.js';
import { groupBy } from '../lib/collections.js';
import { inBatches } from '../retention/batches.js';
import { CALL_KINDS, CALLS, deleteCallRecords, type CallKind } from '../retention/callRecords.js';
import { createDeletingThere, REFERRING, settleThere, type Referring } from '../retention/deleteThere.js';
import { contactsLeft } from '../retention/erase/eraseContacts.js';
import type { ErasureWork } from '../retention/erase/work.js';
import { isCallHeld, readHeld } from '../retention/held.js';
import { PhaseBroken } from '../retention/problems.js';
import type { ThirdParty } from '../retention/thirdParty.js';
import { done, failedWith, HELD, waiting, type Outcome } from './outcome.js';

const BATCH = 100;

/**
 * What a telephony provider keeps of the person's calls: recordings with their transcriptions, then calls. What is gone
 * there already counts as deleted; what is not final there yet is waited for. It is asked as a cleanup asks it, and within
 * the same limit.
 */
export async function eraseAtThirdParty(thirdParty: ThirdParty, work: ErasureWork): Promise<Outcome> {
  if ((await contactsLeft(work)).length > 0) return HELD;
  let outcome = done();
  for (const kind of CALL_KINDS) {
    const ended = await eraseKind(thirdParty, work, kind);
    // What failed is told before what is only waited for.
    if (ended.state !== 'DONE' && outcome.state !== 'FAILED') outcome = ended;
  }
  return outcome;
}

async function eraseKind(thirdParty: ThirdParty, work: ErasureWork, kind: CallKind): Promise<Outcome> {
  const { core, account, erasure, subjects, tally } = work;
  let outcome = done();
  const remove = createDeletingThere(core, thirdParty, account, kind, {
    gone: (row) => core.documents.transaction((tx) => settle(tx, work, kind, row)),
    waits: () => {
      if (outcome.state === 'DONE') outcome = waiting('NOT_FINAL');
    },
    fail: (_row, { name }) => {
      outcome = failedWith(name);
      return Promise.resolve();
    },
  });
  const theirs = [{ subject: { $in: subjects } }, { erasure }];
  const filter = { account, reference: { $exists: true }, $or: theirs };
  const rows = core.documents.stream<Referring>(kind.collection, filter, { fields: REFERRING });
  try {
    for await (const batch of inBatches(rows, BATCH)) {
      await tally.checkpoint();
      for (const [number, own] of groupBy(batch, (row) => row.number)) {
        const held = await readHeld(core.documents, account, number);
        const free = own.filter((row) => !isCallHeld(held, row));
        if (free.length < own.length && outcome.state === 'DONE') outcome = HELD;
        await remove(free);
      }
    }
  } catch (error) {
    if (!(error instanceof PhaseBroken)) throw error;
    return failedWith(error.problem.reason);
  }
  return outcome;
}

async function settle(
  tx: DocumentOperations,
  { account, tally }: ErasureWork,
  kind: CallKind,
  row: Referring,
): Promise<void> {
  const isNews = await settleThere(tx, account, kind, row);
  if (kind === CALLS) await deleteBareCall(tx, account, row._id);
  await tally.countIn(tx, 'THIRD_PARTY', isNews ? 1 : 0);
}

/** Of a call that was erased here nothing is left now. One that could not be erased yet goes when that succeeds. */
async function deleteBareCall(tx: DocumentOperations, account: string, _id: string): Promise<void> {
  const bare = await tx.findOne<Doc>(CALLS.collection, { _id, account, payload: null }, { fields: ['_id'] });
  if (bare) await deleteCallRecords(tx, account, CALLS, [_id]);
}
