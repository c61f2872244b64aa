import { SECOND_MS } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import type { ForgettingDoc } from '../projections/forgetting.js';
import type { HoldRow } from '../projections/holds.js';
import type { ConversationRow } from '../projections/rows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from './batches.js';
import { deleteStreams } from './deleteStreams.js';
import { heldSubjects, isPartlyHeld, type Held } from './held.js';
import { dueRanges, heldOf, isSubjectDue, type Due } from './selectors.js';
import type { Tally } from './tally.js';

const FIELDS = ['last', 'seenAt', 'createdAt'];

/**
 * How long the stream of a forgotten subject stays, which holds no PII. Another process may still have the
 * subject's secret in memory (for a minute, see subjects.ts) and store a message under it; the stream's version
 * stops that, and it resolves the subject anew.
 */
export const STREAM_STAYS_MS = 75 * SECOND_MS;

/**
 * Deletes the subjects (contacts and groups with their conversations) of a number that have nothing newer than
 * the cutoff. Whoever stores a message of one must find the row that is deleted here: one of the two tries again.
 */
export async function forgetSubjects(core: Core, due: Due, tally: Tally): Promise<void> {
  const { documents } = core;
  const { account, cutoff } = due;
  const keptBy = createKeptSubjects(core, account);
  if ((await heldOf(documents, due)).isAll) return;
  const remove = (batch: readonly Doc[]): Promise<void> =>
    removeSubjects(
      core,
      due,
      tally,
      batch.map(({ _id }) => _id),
      (row) => isSubjectDue(row, cutoff),
      keptBy,
    );

  for (const { range } of dueRanges('CONVERSATIONS', due)) {
    const rows = documents.stream<ConversationRow>(COLLECTIONS.conversations, range, { fields: FIELDS });
    for await (const batch of inBatches(dueOnly(rows, cutoff), DELETED_AT_ONCE)) {
      await tally.checkpoint();
      await isolateFailures(batch, remove, ({ _id }, error) => tally.fail(due.number, _id, error));
    }
  }
}

/** Deletes the rows of subjects that are due still and not held, then what can open anything of theirs. */
export async function removeSubjects(
  core: Core,
  due: Due,
  tally: Tally,
  chosen: readonly string[],
  isDue: (row: ConversationRow) => boolean,
  keptBy = createKeptSubjects(core, due.account),
): Promise<void> {
  const { account, guard } = due;
  const intent: ForgettingDoc = { _id: core.newId(), account, at: core.clock(), subjects: [] };
  const subjects = await core.documents.transaction(async (tx) => {
    await guard?.(tx);
    const held = await heldOf(tx, due);
    if (held.isAll) return [];
    const kept = await keptBy(held);
    const filter = { account, _id: { $in: chosen } };
    const rows = (await tx.find<ConversationRow>(COLLECTIONS.conversations, filter)).filter(
      (row) => !kept.has(row._id) && isDue(row),
    );
    const ids = rows.map(({ _id }) => _id);
    if (ids.length === 0) return ids;
    await tx.insertMany(COLLECTIONS.forgetting, [{ ...intent, subjects: ids } as Doc]);
    // Why they were once held goes with them; nothing can open it any more.
    const holds = await tx.find<HoldRow>(COLLECTIONS.holds, { account, 'target.id': { $in: ids } });
    const payloads = [...rows.map(({ identity }) => identity), ...holds.map(({ reason }) => reason)];
    await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: payloads } });
    await tx.deleteMany(COLLECTIONS.conversations, { account, _id: { $in: ids } });
    await tally.count(tx, 'CONVERSATIONS', ids);
    return ids;
  });
  if (subjects.length > 0) await finish(core, { ...intent, subjects });
}

/** Who stays for the holds' sake; found out anew when there are others than at the batch before. */
function createKeptSubjects(core: Core, account: string): (held: Held) => Promise<ReadonlySet<string>> {
  let known = { of: '', kept: new Set<string>() };
  return async (held) => {
    const of = JSON.stringify(held);
    if (!isPartlyHeld(held)) return new Set();
    if (known.of !== of) known = { of, kept: new Set(await heldSubjects(core.documents, account, held)) };
    return known.kept;
  };
}

async function* dueOnly(rows: AsyncIterable<ConversationRow>, cutoff: Date): AsyncGenerator<ConversationRow> {
  for await (const row of rows) if (isSubjectDue(row, cutoff)) yield row;
}

/**
 * Finishes what was begun: at the next start, before anything is served, and at the beginning of each sweep.
 * @param account only this one's; all without
 */
export async function finishForgetting(core: Core, account?: string): Promise<void> {
  const filter = account === undefined ? {} : { account };
  for await (const intent of core.documents.stream<ForgettingDoc>(COLLECTIONS.forgetting, filter)) {
    await finish(core, intent);
  }
}

async function finish(core: Core, { _id, account, at, subjects }: ForgettingDoc): Promise<void> {
  const { documents } = core;
  // The secret first: from then on nothing of the subject can be read, here or in a copy.
  await core.subjects.destroy(account, subjects);
  core.vault.forgetCached();
  if (core.clock().getTime() - at.getTime() < STREAM_STAYS_MS) return;
  await deleteStreams(
    documents,
    account,
    subjects.flatMap((id) => [`contact:${id}`, `conversation:${id}`]),
  );
  await documents.deleteMany(COLLECTIONS.forgetting, { account, _id });
}
