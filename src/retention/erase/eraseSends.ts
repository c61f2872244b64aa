import { EVERYTHING } from '../../domain/retentionRules.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Payload } from '../../events/vault.js';
import type { NumberRow } from '../../projections/rows.js';
import type { SendLogRow } from '../../projections/sendRows.js';
import { DELETED_AT_ONCE, inBatches, isolateFailures } from '../batches.js';
import { isHeld, readHeld } from '../held.js';
import { itemBatches, recordItems } from '../erasedItems.js';
import { redactBatch, type SealedSend } from '../redactSends.js';
import { dueRanges } from '../selectors.js';
import { eraseAnswers } from './eraseAnswers.js';
import { isTheirs, type ErasureWork, type PassedBy } from './work.js';

type Chosen = SealedSend & Pick<SendLogRow, 'conversation' | 'number'>;
const FIELDS = ['at', 'apiKey', 'payload', 'version', 'conversation', 'number'];
const BY_ERASURE = () => 'ERASURE' as const;

/**
 * Redacts every entry of the account's send logs that went to the person. An entry tells its destination in its sealed
 * payload alone, so what is still sealed is opened, batch by batch; what holds no PII any more is not looked at.
 */
export async function eraseSends(work: ErasureWork): Promise<PassedBy> {
  const { core, account, tally } = work;
  let isAnyHeld = false;
  const numbers = await core.documents.find<NumberRow>(COLLECTIONS.numbers, { account }, { fields: ['_id'] });
  for (const { _id: number } of numbers) {
    const due = { account, number, cutoff: EVERYTHING };
    for (const { range } of dueRanges('SEND_LOG', due)) {
      const rows = core.documents.stream<Chosen>(COLLECTIONS.sendLog, range, { fields: FIELDS });
      for await (const batch of inBatches(rows, DELETED_AT_ONCE)) {
        await tally.checkpoint();
        const theirs = await theirsOf(work, number, batch);
        const held = await readHeld(core.documents, account, number);
        const free = theirs.filter((row) => !isHeld(held, row));
        isAnyHeld ||= free.length < theirs.length;
        await redactTheirs(work, number, free);
      }
    }
  }
  return { isHeld: isAnyHeld };
}

async function theirsOf(
  work: ErasureWork,
  number: string,
  batch: readonly Chosen[],
): Promise<readonly Chosen[]> {
  const { core, account, subjects, before } = work;
  const payloads = batch.flatMap(({ payload }) => payload ?? []);
  const opened = await core.vault.read(account, payloads);
  const theirs: Chosen[] = [];
  for (const row of batch.filter(({ at }) => at <= before)) {
    const identifier = identifierOf(opened.get(row.payload ?? ''));
    const isOfContact = row.conversation !== null && subjects.includes(row.conversation);
    if (isOfContact || (identifier !== null && (await isTheirs(work, number, identifier)))) theirs.push(row);
  }
  return theirs;
}

/** Whom a send's payload (channels/sendPii.ts) says it went to. */
function identifierOf(opened: unknown): string | null {
  const { recipient } = (opened ?? {}) as {
    readonly recipient?: { readonly phone?: string; readonly userId?: string };
  };
  if (recipient?.phone !== undefined) return `phone:${recipient.phone}`;
  return recipient?.userId === undefined ? null : `user:${recipient.userId}`;
}

async function redactTheirs(work: ErasureWork, number: string, rows: readonly Chosen[]): Promise<void> {
  if (rows.length === 0) return;
  const { core, account, tally } = work;
  await noteSends(work, rows);
  const oldest = new Date(Math.min(...rows.map(({ at }) => at.getTime())));
  const streams = rows.map(({ _id }) => `send:${_id}`);
  await eraseAnswers(work, { number, streams, from: oldest });
  const due = { account, number, cutoff: EVERYTHING, by: BY_ERASURE };
  await isolateFailures(
    rows,
    (part) => redactBatch(core, due, tally, part),
    ({ _id }, error) => tally.fail(number, _id, error),
  );
}

/** Beforehand: that they go is decided. */
async function noteSends({ core, account }: ErasureWork, rows: readonly Chosen[]): Promise<void> {
  const filter = { account, _id: { $in: rows.flatMap(({ payload }) => payload ?? []) } };
  const found = await core.documents.find<Payload>(COLLECTIONS.payloads, filter, { fields: ['key'] });
  const keyOf = new Map(found.map(({ _id, key }) => [_id, key]));
  const items = rows.flatMap(({ _id: item, payload }) => {
    const key = keyOf.get(payload ?? '') ?? null;
    return key === null ? [] : [{ account, item, key }];
  });
  await recordItems(core, 'SEND', items);
}

/** Redacts again what a restored backup has brought back of entries that are noted one by one. */
export async function redactItemsAgain(
  core: ErasureWork['core'],
  tally: ErasureWork['tally'],
): Promise<void> {
  for await (const items of itemBatches(core, 'SEND')) {
    const [{ account } = { account: '' }] = items;
    const filter = { account, _id: { $in: items.map(({ item }) => item) }, sealed: true };
    const rows = await core.documents.find<Chosen>(COLLECTIONS.sendLog, filter, { fields: FIELDS });
    for (const row of rows) {
      const due = { account, number: row.number, cutoff: EVERYTHING, by: BY_ERASURE };
      await redactBatch(core, due, tally, [row]);
    }
  }
}
