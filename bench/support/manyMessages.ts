import { randomBytes, randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { v7 } from 'uuid';
import { COLLECTIONS } from '../../src/events/collections.js';

const BATCH = 1_000;
const SUBJECTS = 500;
/** Between two messages. */
export const STEP_MS = 50;

interface Row {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/**
 * The three documents a message is, as the product writes them, but for the content: random bytes. A message's id is
 * derived from the provider's and lies anywhere; the others rise as they are made.
 */
function documentsOf(account: string, number: string, subject: string, at: Date) {
  const [id, payload] = [randomUUID(), v7()];
  const place = { account, number, conversation: subject, subject, at };
  const row: Row = {
    _id: id,
    ...place,
    providerAt: at,
    storedAt: at,
    direction: 'INBOUND',
    type: 'text',
    payload,
    bytes: 218,
    unread: true,
    version: 1,
  };
  const data = {
    ...place,
    isGroup: false,
    direction: 'INBOUND',
    type: 'text',
    providerAt: at,
    storedAt: at,
    bytes: 218,
  };
  const commit: Row = {
    _id: v7(),
    account,
    stream: `message:${id}`,
    version: 1,
    at,
    origin: 'bench',
    by: { type: 'SYSTEM', id: 'lethe' },
    events: [{ type: 'MessageReceived', data, payload }],
  };
  const sealed: Row = {
    _id: payload,
    account,
    scope: `number:${number}`,
    subject,
    key: 'bench',
    iv: randomBytes(12),
    box: randomBytes(218),
    tag: randomBytes(16),
  };
  return { row, commit, sealed };
}

/** Fills the product's collections, and plain ones with the same documents for the baseline. */
export async function fillMessages(
  db: Db,
  place: { readonly account: string; readonly number: string },
  count: number,
  newest: Date,
): Promise<void> {
  const fill = await createFiller(db, place, newest);
  await fill(count);
}

/** Gives what fills on and on, each message older than the one before. */
export async function createFiller(
  db: Db,
  { account, number }: { readonly account: string; readonly number: string },
  newest: Date,
): Promise<(count: number) => Promise<void>> {
  const subjects = Array.from({ length: SUBJECTS }, () => randomUUID());
  const into = (name: string, rows: readonly Row[]) =>
    db.collection<Row>(name).insertMany([...rows], { ordered: false });
  for (const name of PLAIN) {
    await db.collection(name).createIndexes([
      { name: 'range', key: { account: 1, number: 1, at: 1 } },
      { name: 'accountId', key: { account: 1, _id: 1 } },
    ]);
  }
  const conversations = subjects.map((_id) => ({
    _id,
    account,
    number,
    type: 'DIRECT',
    identity: randomUUID(),
    last: { at: newest, key: 'none' },
    createdAt: newest,
    version: 1,
  }));
  await into(COLLECTIONS.conversations, conversations);
  let filled = 0;
  const fillBatch = async (count: number): Promise<void> => {
    const made = Array.from({ length: count }, (_, index) => {
      const subject = subjects[(filled + index) % SUBJECTS] ?? '';
      return documentsOf(account, number, subject, new Date(newest.getTime() - (filled + index) * STEP_MS));
    });
    filled += count;
    const [rows, commits, sealed] = [
      made.map(({ row }) => row),
      made.map(({ commit }) => commit),
      made.map((all) => all.sealed),
    ];
    const ranged = (list: readonly Row[]) =>
      list.map((doc, index) => ({ ...doc, number, at: rows[index]?.['at'] }));
    await Promise.all([
      into(COLLECTIONS.messages, rows),
      into(COLLECTIONS.commits, commits),
      into(COLLECTIONS.payloads, sealed),
    ]);
    await Promise.all([
      into('plainMessages', rows),
      into('plainCommits', ranged(commits)),
      into('plainPayloads', ranged(sealed)),
    ]);
  };
  return async (count) => {
    for (let left = count; left > 0; left -= BATCH) await fillBatch(Math.min(BATCH, left));
  };
}

export const PLAIN = ['plainMessages', 'plainCommits', 'plainPayloads'] as const;
