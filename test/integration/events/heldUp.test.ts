import { expect, it } from '@jest/globals';
import { COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { Append } from '../../../src/events/eventStore.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { createBareStore } from '../../support/bareStore.js';
import { openTestDatabase } from '../../support/database.js';

const ACCOUNT = 'account-1';
const appendTo = (stream: string): Append => ({
  account: ACCOUNT,
  stream,
  expectedVersion: 0,
  events: [{ type: 'Happened', data: {} }] as never,
});

it('what a dead process holds in a transaction holds up nothing else', async () => {
  const database = await openTestDatabase();
  const { client, db } = database;
  const documents = createMongoDocuments(client, db);
  await documents.ensureIndexes(MAIN_COLLECTIONS);
  const store = createBareStore(documents);
  const dead = client.startSession();
  dead.startTransaction();
  await db
    .collection<{ _id: string }>(COLLECTIONS.commits)
    .insertOne({ _id: 'held', account: ACCOUNT, stream: 'held', version: 1 } as never, { session: dead });

  let isHeld = true;
  const held = store.append([appendTo('held')]).finally(() => (isHeld = false));
  // Of the same batch, and of those that come after it.
  const beside = Array.from({ length: 7 }, (_, index) => store.append([appendTo(`beside-${String(index)}`)]));
  for (const { commits } of await Promise.all(beside)) expect(commits).toHaveLength(1);
  expect((await store.append([appendTo('later')])).commits).toHaveLength(1);
  expect(isHeld).toBe(true);

  await dead.abortTransaction();
  await dead.endSession();
  expect((await held).commits).toHaveLength(1);
  await store.idle();
  expect(await documents.count(COLLECTIONS.commits, { account: ACCOUNT })).toBe(9);
  await database.close();
});
