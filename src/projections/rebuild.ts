import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DuplicateKey } from '../events/documents.js';
import type { Commit } from '../events/eventStore.js';
import { applyWrites, MissingRow, type Write } from '../events/writes.js';
import { forgottenSubjects } from './forgetting.js';

/** The read models: everything in them comes from commits. */
export const READ_MODELS = [
  COLLECTIONS.accounts,
  COLLECTIONS.users,
  COLLECTIONS.tokens,
  COLLECTIONS.numbers,
  COLLECTIONS.apiKeys,
  COLLECTIONS.conversations,
  COLLECTIONS.messages,
  COLLECTIONS.statuses,
  COLLECTIONS.calls,
  COLLECTIONS.recordings,
  COLLECTIONS.sendLog,
  COLLECTIONS.sendCounters,
  COLLECTIONS.webhooks,
  COLLECTIONS.holds,
  COLLECTIONS.receipts,
  COLLECTIONS.audit,
] as const;

/** What has been tried and answered is known there alone, and is no read model: a rebuild leaves it as it is. */
const KEPT: ReadonlySet<string> = new Set([
  COLLECTIONS.outbox,
  COLLECTIONS.idempotency,
  COLLECTIONS.chatwootJobs,
]);

const BATCH = 1_000;
/** They change rows of other streams, as many as match at their moment. */
const READ_MARKS = 'conversation:';

/**
 * Makes the read models anew from the commits. Nothing else may write meanwhile. What was forgotten does not come
 * back, for its commits are gone; replay the ledger afterwards, for a crash may have left some.
 *
 * Stream by stream: the ids of several processes are in order only as far as their clocks agree, the versions
 * of a stream always are.
 * @param onProgress told how many commits are done
 */
export async function rebuild(
  core: Core,
  onProgress: (done: number) => void = () => undefined,
): Promise<{ readonly commits: number }> {
  const forgotten = await forgottenSubjects(core.documents);
  for (const collection of READ_MODELS) await core.documents.deleteMany(collection, {});
  const late: Write[] = [];
  let batch: Write[] = [];
  let commits = 0;
  const flush = async (): Promise<void> => {
    const writes = batch;
    batch = [];
    await apply(core, writes, late);
    onProgress(commits);
  };
  for await (const commit of core.store.all({}, 'STREAM')) {
    if (commit.stream.startsWith(READ_MARKS)) continue;
    commits += 1;
    if (isOfForgotten(commit, forgotten)) continue;
    batch.push(...core.project(commit).filter(({ collection }) => !KEPT.has(collection)));
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  // What built upon a row of a later stream finds it now; if not, it was forgotten.
  for (const write of late) await applyLate(core, write);

  for await (const commit of core.store.all(
    { stream: { $gt: READ_MARKS, $lt: 'conversation;' } },
    'STREAM',
  )) {
    commits += 1;
    if (!isOfForgotten(commit, forgotten)) await apply(core, core.project(commit), []);
  }
  onProgress(commits);
  return { commits };
}

function isOfForgotten({ stream }: Commit, forgotten: ReadonlySet<string>): boolean {
  const [kind, id = ''] = stream.split(':');
  return (kind === 'contact' || kind === 'conversation') && forgotten.has(id);
}

async function apply(core: Core, writes: readonly Write[], late: Write[]): Promise<void> {
  if (writes.length === 0) return;
  try {
    await core.documents.transaction((tx) => applyWrites(tx, writes));
  } catch (error) {
    if (!isOutOfOrder(error)) throw error;
    for (const write of writes) await applyOne(core, write, late);
  }
}

/** A row is not there yet, or a unique value is still somebody's who gave it up in a later stream. */
function isOutOfOrder(error: unknown): boolean {
  return error instanceof MissingRow || error instanceof DuplicateKey;
}

async function applyOne({ documents }: Core, write: Write, late: Write[]): Promise<void> {
  try {
    await documents.transaction((tx) => applyWrites(tx, [write]));
  } catch (error) {
    if (!isOutOfOrder(error)) throw error;
    late.push(write);
  }
}

async function applyLate({ documents }: Core, write: Write): Promise<void> {
  try {
    await documents.transaction((tx) => applyWrites(tx, [write]));
  } catch (error) {
    if (!(error instanceof MissingRow)) throw error;
  }
}
