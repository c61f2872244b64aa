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
  COLLECTIONS.audit,
] as const;

const BATCH = 1_000;

/**
 * Makes the read models anew from the commits. Nothing else may write meanwhile. What was forgotten does not come
 * back, for its commits are gone; replay the ledger afterwards, for a crash may have left some.
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
  for await (const commit of core.store.all()) {
    commits += 1;
    if (isOfForgotten(commit, forgotten)) continue;
    const writes = core.project(commit);
    // Its result depends on what was there at that moment: neither joined with earlier nor with later writes.
    const isAlone = writes.some(dependsOnOrder);
    if (isAlone) await flush();
    batch.push(...writes);
    if (isAlone || batch.length >= BATCH) await flush();
  }
  await flush();
  // Processes do not number their commits in one order: what found no row then finds it now, or it was forgotten.
  for (const write of late) await applyLeniently(core, write);
  return { commits };
}

function isOfForgotten({ stream }: Commit, forgotten: ReadonlySet<string>): boolean {
  const [kind, id = ''] = stream.split(':');
  return (kind === 'contact' || kind === 'conversation') && forgotten.has(id);
}

function dependsOnOrder(write: Write): boolean {
  return write.kind === 'delete' || (write.kind === 'update' && write.update.many === true);
}

async function apply(core: Core, writes: readonly Write[], late: Write[]): Promise<void> {
  if (writes.length === 0) return;
  try {
    await core.documents.transaction((tx) => applyWrites(tx, writes));
  } catch (error) {
    if (!(error instanceof MissingRow || error instanceof DuplicateKey)) throw error;
    for (const write of writes) await applyOne(core, write, late);
  }
}

async function applyOne({ documents }: Core, write: Write, late: Write[]): Promise<void> {
  try {
    await documents.transaction((tx) => applyWrites(tx, [write]));
  } catch (error) {
    if (error instanceof MissingRow) late.push(write);
    else if (error instanceof DuplicateKey && write.kind === 'insert') {
      const { collection, doc } = write;
      await documents.deleteMany(collection, { _id: doc._id });
      await documents.insertMany(collection, [doc]);
    } else throw error;
  }
}

async function applyLeniently({ documents }: Core, write: Write): Promise<void> {
  if (write.kind === 'update') await documents.update(write.collection, [write.update]);
}
