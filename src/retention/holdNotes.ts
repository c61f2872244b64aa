import { SYSTEM } from '../domain/events.js';
import { holdDecider, holdStream, type HoldEvent, type HoldFacts } from '../domain/hold/hold.js';
import { releaseHold } from '../domain/hold/holdCommands.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { handle } from '../events/handle.js';
import type { HoldRow } from '../projections/holds.js';

/** In the key database, beside the ledger: a restore of the main one knows nothing of a hold that is younger than it. */
interface HoldNote extends Doc, HoldFacts {
  readonly account: string;
  readonly isReleased: boolean;
}

/** Notes that a hold was placed or released; called after that is stored. */
export async function noteHold({ keys }: Core, row: HoldRow): Promise<void> {
  const { _id, account, number, target, isGroup } = row;
  const set = { number, target, isGroup, isReleased: row.active !== true };
  await keys.update(KEY_COLLECTIONS.holds, [{ filter: { _id, account }, set, upsert: true }]);
}

/**
 * Makes holds what they were when they were last noted, should the main database be older than that: at start, after the
 * ledger is replayed and before anything is swept. A reason that the main database lost stays lost.
 */
export async function restoreHolds(core: Core): Promise<void> {
  const { documents, keys } = core;
  const rows = new Map<string, HoldRow>();
  for await (const row of documents.stream<HoldRow>(COLLECTIONS.holds, {})) rows.set(row._id, row);
  const noted = new Set<string>();
  for await (const note of keys.stream<HoldNote>(KEY_COLLECTIONS.holds, {})) {
    noted.add(note._id);
    await agree(core, note, rows.get(note._id));
  }
  // Placed by a process that died before it was noted.
  for (const row of rows.values()) if (!noted.has(row._id)) await noteHold(core, row);
}

async function agree(core: Core, note: HoldNote, row: HoldRow | undefined): Promise<void> {
  const { _id: id, account, isReleased, number, target, isGroup } = note;
  const stream = { account, stream: holdStream(id), by: SYSTEM };
  if (row && !row.active && !isReleased) return noteHold(core, row);
  if (row?.active && isReleased) await handle(core.store, holdDecider, stream, releaseHold);
  if (row || isReleased || !(await isThere(core, note))) return;
  const placed: HoldEvent = { type: 'HoldPlaced', data: { number, target, isGroup } };
  await handle(core.store, holdDecider, stream, (state) => (state.kind === 'NONE' ? [placed] : []));
  core.log.warn({ account, hold: id }, 'A legal hold was missing, as after a restore: placed again.');
}

async function isThere({ documents }: Core, { account, target }: HoldNote): Promise<boolean> {
  const collection = target.kind === 'NUMBER' ? COLLECTIONS.numbers : COLLECTIONS.conversations;
  return (await documents.findOne<Doc>(collection, { _id: target.id, account })) !== null;
}
