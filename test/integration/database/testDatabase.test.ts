import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';

let first: TestDatabase;
let second: TestDatabase;
beforeAll(async () => {
  [first, second] = await Promise.all([openTestDatabase('A name, with spaces'), openTestDatabase()]);
});
afterAll(async () => {
  await first.close();
  await second.close();
});

describe('openTestDatabase', () => {
  test('gives each caller a database of its own', async () => {
    await first.db.collection('things').insertOne({ n: 1 });
    await first.keysDb.collection('keys').insertOne({ n: 1 });
    expect(await first.db.collection('things').countDocuments()).toBe(1);
    expect(await second.db.collection('things').countDocuments()).toBe(0);
    expect(first.keysDb.databaseName).toBe(`${first.databaseName}_keys`);
  });

  test('writes wait for the majority and its journal', () => {
    expect(first.client.writeConcern).toMatchObject({ w: 'majority', journal: true });
    expect(first.db.writeConcern).toMatchObject({ w: 'majority', journal: true });
  });

  test('leaves nothing behind', async () => {
    const third = await openTestDatabase('short lived');
    await third.db.collection('things').insertOne({ n: 1 });
    await third.close();
    const { databases } = await first.client.db('admin').admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name)).not.toContain(third.databaseName);
  });
});
