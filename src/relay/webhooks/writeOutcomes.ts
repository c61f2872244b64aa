import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { DuplicateKey, type DocumentOperations, type Update } from '../../events/documents.js';
import type { Commit } from '../../events/eventStore.js';
import type { Payload } from '../../events/vault.js';
import { groupBy } from '../../lib/collections.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';
import type { FirstTries } from './firstTries.js';
import { refKey, type CommitRef } from './openSources.js';

/** A delivery as it is from now on. */
export interface Outcome {
  /** As it was: ours by its claim. */
  readonly before: DeliveryRow;
  readonly after: DeliveryRow;
  readonly response: Payload | null;
}

/**
 * Writes what became of deliveries: of those that are written already where they are still ours, and of those that
 * are not where their event is still kept. So nothing is added to what a sweep has deleted meanwhile.
 * @returns the ids of those that it was written of
 */
export async function writeOutcomes(
  { documents }: Core,
  firsts: FirstTries,
  outcomes: readonly Outcome[],
): Promise<ReadonlySet<string>> {
  const fresh = outcomes.filter(({ before }) => firsts.isHeld(before._id));
  const known = outcomes.filter(({ before }) => !firsts.isHeld(before._id));
  const updates = known.map(updateOf);
  if (fresh.length === 0 && outcomes.every(({ response }) => response === null)) {
    const { matched } = await documents.update(COLLECTIONS.deliveries, updates);
    if (matched === known.length) return new Set(known.map(({ before }) => before._id));
    return stillThere(documents, known);
  }

  const write = (left: readonly Outcome[]): Promise<ReadonlySet<string>> =>
    documents.transaction(async (tx) => {
      // Read in the transaction: a sweep that deletes a row meanwhile is in conflict with it.
      const ours = await claimedRows(tx, known);
      const kept = await keptEvents(tx, left);
      const news = left.filter(({ after }) => kept.has(refOf(after)));
      const settled = known.filter(({ before }) => ours.has(before._id));
      await tx.insertMany(
        COLLECTIONS.payloads,
        [...news, ...settled].flatMap(({ response }) => response ?? []),
      );
      await tx.insertMany(
        COLLECTIONS.deliveries,
        news.map(({ after }) => after),
      );
      await tx.update(COLLECTIONS.deliveries, settled.map(updateOf));
      const ended = firsts.endedBy(fresh.map(({ before }) => before._id));
      for (const [account, own] of groupBy(ended, (event) => event.account))
        await tx.deleteMany(COLLECTIONS.relays, { account, _id: { $in: own.map(({ _id }) => _id) } });
      return new Set([...news, ...settled].map(({ before }) => before._id));
    });
  const written = await write(fresh).catch(async (error: unknown) => {
    if (!(error instanceof DuplicateKey)) throw error;
    // Somebody who took this process for dead has made them, and sees to them.
    const there = await stillThere(documents, fresh);
    return write(fresh.filter(({ before }) => !there.has(before._id)));
  });
  firsts.written(fresh.map(({ before }) => before._id));
  return written;
}

function updateOf({ before, after }: Outcome): Update {
  const { _id, account, claim } = before;
  const { state, reason, tries, attemptCount, attempts, updatedAt, lastTriedAt, dueAt, hasResponse } = after;
  return {
    filter: { _id, account, claim },
    set: {
      ...{ state, tries, attemptCount, attempts, updatedAt },
      ...(reason && { reason }),
      ...(lastTriedAt && { lastTriedAt }),
      ...(dueAt && { dueAt }),
      ...(hasResponse && { hasResponse }),
    },
    unset: ['claim', 'leaseUntil', ...(dueAt ? [] : ['dueAt'])],
  };
}

/** The deliveries that are there with the claim that we have on them. */
async function claimedRows(
  tx: DocumentOperations,
  outcomes: readonly Outcome[],
): Promise<ReadonlySet<string>> {
  const claims = new Map(outcomes.map(({ before }) => [before._id, before.claim]));
  const found = await rowsOf(tx, outcomes, ['claim']);
  return new Set(found.flatMap(({ _id, claim }) => (claims.get(_id) === claim ? [_id] : [])));
}

/** Some were not ours: which ones, their attempts tell. Only who listens needs to know. */
async function stillThere(
  documents: DocumentOperations,
  outcomes: readonly Outcome[],
): Promise<ReadonlySet<string>> {
  const counts = new Map(outcomes.map(({ after }) => [after._id, after.attemptCount]));
  const rows = await rowsOf(documents, outcomes, ['attemptCount']);
  return new Set(rows.flatMap(({ _id, attemptCount }) => (counts.get(_id) === attemptCount ? [_id] : [])));
}

async function rowsOf(
  documents: DocumentOperations,
  outcomes: readonly Outcome[],
  fields: readonly string[],
): Promise<readonly DeliveryRow[]> {
  const found: DeliveryRow[] = [];
  for (const [account, own] of groupBy(outcomes, ({ before }) => before.account)) {
    const filter = { account, _id: { $in: own.map(({ before }) => before._id) } };
    found.push(...(await documents.find<DeliveryRow>(COLLECTIONS.deliveries, filter, { fields })));
  }
  return found;
}

/** The commits that are told of and still there, by {@link refKey}. */
async function keptEvents(
  tx: DocumentOperations,
  outcomes: readonly Outcome[],
): Promise<ReadonlySet<string>> {
  const refs = outcomes.map(({ after }) => commitOf(after));
  const kept = new Set<string>();
  for (const [account, own] of groupBy(refs, (ref) => ref.account)) {
    const filter = { account, stream: { $in: [...new Set(own.map(({ stream }) => stream))] } };
    const fields = ['account', 'stream', 'version'];
    for (const commit of await tx.find<Commit>(COLLECTIONS.commits, filter, { fields }))
      kept.add(refKey(commit));
  }
  return kept;
}

function refOf(row: DeliveryRow): string {
  return refKey(commitOf(row));
}

/** Only what tells of a commit is tried before it is written. */
function commitOf({ account, source }: DeliveryRow): CommitRef {
  return source.kind === 'COMMIT' ? { account, ...source } : { account, stream: '', version: 0 };
}
