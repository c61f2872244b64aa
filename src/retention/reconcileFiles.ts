import { DAY_MS } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import type { RecordingRow } from '../projections/callRows.js';
import { doomMedia, type MediaRow } from '../projections/mediaRow.js';
import type { AccountRow, MessageRow } from '../projections/rows.js';
import { objectPrefix } from '../storage/objectKey.js';
import { inBatches } from './batches.js';

/** What was found and mended. */
export interface Reconciled {
  /** Objects that no row knew of: deleted. */
  objectsWithoutRow: number;
  /** Rows whose message is gone: their files are deleted. */
  rowsWithoutMessage: number;
  /** Rows whose object is gone: marked as lost. */
  rowsWithoutObject: number;
}

export interface ReconcileHooks {
  readonly signal?: AbortSignal;
  readonly beat?: () => Promise<void>;
}

const BATCH = 200;
/** An upload takes minutes: what was begun a day ago is nobody's. */
const ABANDONED_MS = DAY_MS;

/**
 * Compares the object store with the rows of files, account by account, and mends what differs: a crash at a bad moment
 * or a restored backup may have left either without the other. A row is always there before its object, so an object
 * without one has lost it.
 */
export async function reconcileFiles(core: Core, hooks: ReconcileHooks = {}): Promise<Reconciled> {
  const found: Reconciled = { objectsWithoutRow: 0, rowsWithoutMessage: 0, rowsWithoutObject: 0 };
  for await (const { _id: account } of core.documents.stream<AccountRow>(COLLECTIONS.accounts, {})) {
    if (hooks.signal?.aborted) break;
    try {
      await reconcileAccount(core, account, found, hooks);
    } catch (error) {
      core.log.error({ account, reason: errorName(error) }, 'The files of an account could not be compared.');
    }
  }
  if (Object.values(found).some((count) => count > 0))
    core.log.warn({ ...found }, 'Files and messages did not agree; mended.');
  return found;
}

async function reconcileAccount(
  core: Core,
  account: string,
  found: Reconciled,
  hooks: ReconcileHooks,
): Promise<void> {
  const { signal, beat } = hooks;
  for (const kind of ['media', 'recordings'] as const) {
    if (!(await deleteUnknown(core, account, objectPrefix(kind, account), found, hooks))) return;
  }
  const rows = core.documents.stream<MediaRow>(COLLECTIONS.media, {
    account,
    state: { $in: ['PENDING', 'STORED', 'FAILED'] },
  });
  for await (const batch of inBatches(rows, BATCH)) {
    if (signal?.aborted) return;
    found.rowsWithoutMessage += await doomOrphans(core, account, batch);
    found.rowsWithoutObject += await markLost(core, account, batch);
    await beat?.();
  }
}

/** Gives whether it came to its end. */
async function deleteUnknown(
  { documents, objects, clock }: Core,
  account: string,
  prefix: string,
  found: Reconciled,
  { signal, beat }: ReconcileHooks,
): Promise<boolean> {
  await objects.discardUnfinished(prefix, new Date(clock().getTime() - ABANDONED_MS));
  for await (const batch of inBatches(objects.list(prefix), BATCH)) {
    if (signal?.aborted) return false;
    const keys = batch.map(({ key }) => key);
    const rows = await documents.find<MediaRow>(COLLECTIONS.media, { account, object: { $in: keys } });
    const known = new Set(rows.map(({ object }) => object));
    for (const key of keys) {
      if (known.has(key)) continue;
      await objects.delete(key);
      found.objectsWithoutRow += 1;
    }
    await beat?.();
  }
  return true;
}

/** Rows whose message or recording is gone, or has another payload by now. */
async function doomOrphans(core: Core, account: string, batch: readonly MediaRow[]): Promise<number> {
  const filter = { account, _id: { $in: batch.map(({ message }) => message) } };
  const owners = await Promise.all(
    [COLLECTIONS.messages, COLLECTIONS.recordings].map((collection) =>
      core.documents.find<MessageRow | RecordingRow>(collection, filter, { fields: ['payload'] }),
    ),
  );
  const payloads = new Set(owners.flat().map(({ payload }) => payload));
  const orphans = batch.filter(({ _id }) => !payloads.has(_id)).map(({ _id }) => _id);
  await doomMedia(core.documents, account, orphans, core.clock());
  return orphans.length;
}

async function markLost(
  { documents, objects }: Core,
  account: string,
  batch: readonly MediaRow[],
): Promise<number> {
  let lost = 0;
  for (const { _id, object } of batch.filter(({ state }) => state === 'STORED')) {
    if (await objects.stat(object)) continue;
    const filter = { _id, account, state: 'STORED' };
    const { matched } = await documents.update(COLLECTIONS.media, [
      { filter, set: { state: 'FAILED', reason: 'LOST' } },
    ]);
    lost += matched;
  }
  return lost;
}
