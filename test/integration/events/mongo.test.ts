import { expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import { splitFilter } from '../../../src/events/indexedPart.js';
import { createMongoDocuments, type WriteWays } from '../../../src/events/mongoDocuments.js';
import { documentsContract, type Opened } from '../../support/contract/documents.js';
import { eventStoreContract } from '../../support/contract/eventStore.js';
import { openTestDatabase } from '../../support/database.js';

const opening = (ways: WriteWays) => async (): Promise<Opened> => {
  const database = await openTestDatabase();
  const documents = createMongoDocuments(database.client, database.db, ways);
  return { documents, close: () => database.close() };
};
const open = opening('AS_ASKED');
for (const ways of ['AS_ASKED', 'BY_ID'] as const) {
  documentsContract(`on a server, written to ${ways}`, opening(ways));
  eventStoreContract(`on a server, written to ${ways}`, opening(ways));
}

it('replaces an index whose keys have changed', async () => {
  const opened = await open();
  const { documents } = opened;
  const withKeys = (keys: Readonly<Record<string, 1 | -1>>) =>
    documents.ensureIndexes([{ name: 'things', indexes: [{ name: 'one', keys, unique: true }] }]);
  await withKeys({ account: 1, a: 1 });
  await withKeys({ account: 1, b: 1 });
  await documents.insertMany('things', [{ _id: '1', account: 'x', a: 1, b: 1 } as never]);
  await documents.insertMany('things', [{ _id: '2', account: 'x', a: 1, b: 2 } as never]);
  expect(await documents.count('things', {})).toBe(2);
  await opened.close();
});

it('finds what is in a partial index by that index', async () => {
  const database = await openTestDatabase();
  const { client, db } = database;
  const documents = createMongoDocuments(client, db);
  await documents.ensureIndexes(MAIN_COLLECTIONS);
  const read: string[] = [];
  for (const { name, indexes } of MAIN_COLLECTIONS) {
    for (const { keys, partial } of indexes) {
      const condition = Object.entries(partial ?? {}).find(([, value]) => typeof value !== 'object');
      if (!condition) continue;
      const others = Object.keys(keys).slice(1);
      for (let count = 0; count <= others.length; count += 1) {
        const asked = Object.fromEntries([
          condition,
          ...others.slice(0, count).map((field) => [field, 'x'] as const),
        ]);
        const { indexed } = splitFilter(indexes, asked);
        const plan = (await db
          .collection(name)
          .find(indexed as Document)
          .explain('queryPlanner')) as object;
        if (JSON.stringify(plan).includes('COLLSCAN'))
          read.push(`${name} by ${Object.keys(asked).join(', ')}`);
      }
    }
  }
  expect(read).toEqual([]);
  await database.close();
});
