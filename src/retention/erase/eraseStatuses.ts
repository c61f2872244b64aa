import { COLLECTIONS } from '../../events/collections.js';
import type { Payload } from '../../events/vault.js';
import { groupBy } from '../../lib/collections.js';
import type { StatusPii, StatusRow } from '../../projections/statusRows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from '../batches.js';
import { deleteStatuses } from '../deleteStatuses.js';
import { recordItems } from '../erasedItems.js';
import { readHeld, withoutHeldStatuses } from '../held.js';
import { eraseAnswers } from './eraseAnswers.js';
import { isTheirs, type ErasureWork, type PassedBy } from './work.js';

const FIELDS = ['number', 'at', 'payload'];
type Chosen = Pick<StatusRow, '_id' | 'number' | 'at' | 'payload'>;

/**
 * Erases what was told of the way of messages that were sent elsewhere: whom they went to is in the sealed payload
 * alone, so what is sealed is opened, batch by batch. Those of messages that are known here go with the messages.
 */
export async function eraseStatuses(work: ErasureWork): Promise<PassedBy> {
  const { core, account, tally } = work;
  let isAnyHeld = false;
  const sealed = { account, payload: { $exists: true } };
  const rows = core.documents.stream<Chosen>(COLLECTIONS.statuses, sealed, { fields: FIELDS });
  for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
    await tally.checkpoint();
    for (const [number, theirs] of groupBy(await theirsOf(work, batch), (row) => row.number)) {
      const held = await readHeld(core.documents, account, number);
      const free = await withoutHeldStatuses(core.documents, account, held, theirs);
      isAnyHeld ||= free.length < theirs.length;
      await isolateFailures(
        free,
        (part) => eraseSome(work, number, part),
        ({ _id }, error) => tally.fail(number, _id, error),
      );
    }
  }
  return { isHeld: isAnyHeld };
}

async function theirsOf(work: ErasureWork, batch: readonly Chosen[]): Promise<readonly Chosen[]> {
  const { core, account, before } = work;
  const old = batch.filter(({ at }) => at <= before);
  const payloads = old.flatMap(({ payload }) => payload ?? []);
  const opened = await core.vault.read(account, payloads, 'STORE');
  const theirs: Chosen[] = [];
  for (const row of old) {
    const pii = opened.get(row.payload ?? '') as StatusPii | undefined;
    if (pii && (await isAnyTheirs(work, row.number, identifiersOf(pii)))) theirs.push(row);
  }
  return theirs;
}

function identifiersOf({ phone, userId }: StatusPii): readonly string[] {
  return [...(phone === null ? [] : [`phone:${phone}`]), ...(userId === null ? [] : [`user:${userId}`])];
}

async function isAnyTheirs(work: ErasureWork, number: string, all: readonly string[]): Promise<boolean> {
  for (const identifier of all) if (await isTheirs(work, number, identifier)) return true;
  return false;
}

async function eraseSome(work: ErasureWork, number: string, rows: readonly Chosen[]): Promise<void> {
  if (rows.length === 0) return;
  const { core, account, tally } = work;
  await noteStatuses(work, rows);
  const oldest = new Date(Math.min(...rows.map(({ at }) => at.getTime())));
  const ids = rows.map(({ _id }) => _id);
  await eraseAnswers(work, { number, streams: ids.map((id) => `status:${id}`), from: oldest });
  await core.documents.transaction(async (tx) => {
    await tally.count(tx, 'STATUSES', await deleteStatuses(tx, account, ids));
  });
}

/** One by one and beforehand: no contact's secret goes that would make it unreadable in a backup. */
async function noteStatuses({ core, account }: ErasureWork, rows: readonly Chosen[]): Promise<void> {
  const filter = { account, _id: { $in: rows.flatMap(({ payload }) => payload ?? []) } };
  const found = await core.documents.find<Payload>(COLLECTIONS.payloads, filter, { fields: ['key'] });
  const items = found.flatMap(({ _id: item, key }) => (key === null ? [] : [{ account, item, key }]));
  await recordItems(core, 'PAYLOAD', items);
}
