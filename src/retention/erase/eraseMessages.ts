import { EVERYTHING } from '../../domain/retentionRules.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Doc, Filter } from '../../events/documents.js';
import { groupBy } from '../../lib/collections.js';
import { isMediaType } from '../../projections/mediaRow.js';
import type { MessageRow } from '../../projections/rows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from '../batches.js';
import { deleteStatuses } from '../deleteStatuses.js';
import { removeMessages } from '../forgetMessages.js';
import { isHeld, readHeld } from '../held.js';
import { eraseAnswers } from './eraseAnswers.js';
import type { ErasureWork, PassedBy } from './work.js';

type Chosen = Pick<
  MessageRow,
  | '_id'
  | 'account'
  | 'number'
  | 'conversation'
  | 'subject'
  | 'at'
  | 'payload'
  | 'type'
  | 'externalKey'
  | 'group'
>;
const FIELDS = [
  'account',
  'number',
  'conversation',
  'subject',
  'at',
  'payload',
  'type',
  'externalKey',
  'group',
];

/** A message in a group that Chatwoot was shown, and that is still to be taken away there. Ids alone. */
export interface ErasureTask extends Doc {
  readonly account: string;
  readonly erasure: string;
  readonly number: string;
  /** The group's conversation. */
  readonly group: string;
  readonly message: string;
}

/**
 * Their own conversations as a whole, and in groups what they wrote: messages with their events and sealed content, what
 * was told of their way, and what endpoints answered about them. Files are doomed with their messages.
 */
export async function eraseMessages(work: ErasureWork): Promise<PassedBy> {
  const { account, subjects } = work;
  let isAnyHeld = false;
  for (const subject of subjects) {
    const direct = await eraseMatching(work, { account, conversation: subject });
    const inGroups = await eraseMatching(work, { account, subject, group: true });
    isAnyHeld ||= direct.isHeld || inGroups.isHeld;
  }
  return { isHeld: isAnyHeld };
}

async function eraseMatching(work: ErasureWork, filter: Filter): Promise<PassedBy> {
  const { core, tally } = work;
  let isAnyHeld = false;
  const rows = core.documents.stream<Chosen>(COLLECTIONS.messages, filter, { fields: FIELDS });
  for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
    await tally.checkpoint();
    for (const [number, own] of groupBy(batch, (row) => row.number)) {
      const held = await readHeld(core.documents, work.account, number);
      const free = own.filter((row) => !isHeld(held, row));
      isAnyHeld ||= free.length < own.length;
      await isolateFailures(
        free,
        (part) => eraseSome(work, number, part),
        ({ _id }, error) => tally.fail(number, _id, error),
      );
    }
  }
  return { isHeld: isAnyHeld };
}

/** The messages themselves last: they tell what else there is, also to whoever continues after a crash. */
async function eraseSome(work: ErasureWork, number: string, rows: readonly Chosen[]): Promise<void> {
  if (rows.length === 0) return;
  const { core, account, tally } = work;
  const oldest = new Date(Math.min(...rows.map(({ at }) => at.getTime())));
  const streams = rows.map(({ _id }) => `message:${_id}`);
  const statuses = rows.flatMap(({ _id, externalKey }) => [
    _id,
    ...(externalKey === undefined ? [] : [externalKey]),
  ]);
  const told = [...streams, ...statuses.map((id) => `status:${id}`)];
  await eraseAnswers(work, { number, streams: told, from: oldest });
  await core.documents.transaction(async (tx) => {
    await tally.count(tx, 'STATUSES', await deleteStatuses(tx, account, statuses));
  });
  await claimFiles(work, rows);
  await noteInGroups(work, rows);
  await removeMessages(core, { account, number, cutoff: EVERYTHING }, tally, rows);
}

/** Whose doing it is that a file is doomed: the erasure is not over before it is gone. */
async function claimFiles({ core, account, erasure }: ErasureWork, rows: readonly Chosen[]): Promise<void> {
  const files = rows.flatMap(({ type, payload }) => (payload && isMediaType(type) ? [payload] : []));
  if (files.length === 0) return;
  const filter = { account, _id: { $in: files } };
  await core.documents.update(COLLECTIONS.media, [{ filter, set: { erasure }, many: true }]);
}

async function noteInGroups({ core, account, erasure }: ErasureWork, rows: readonly Chosen[]): Promise<void> {
  const updates = rows
    .filter(({ group }) => group)
    .map(({ _id: message, number, conversation: group }) => ({
      filter: { _id: `${erasure}/${message}`, account },
      setOnInsert: { erasure, number, group, message },
      upsert: true,
    }));
  if (updates.length > 0) await core.documents.update(COLLECTIONS.erasureTasks, updates);
}
