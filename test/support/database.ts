import { randomBytes } from 'node:crypto';
import type { Db, MongoClient } from 'mongodb';
import { connectMongo } from '../../src/database/connect.js';

/** A database that nobody else uses, on the server of the test run. */
export interface TestDatabase {
  readonly client: MongoClient;
  readonly db: Db;
  /** The database of the data keys, `<databaseName>_keys`. */
  readonly keysDb: Db;
  /** The server's address, without a database name. */
  readonly uri: string;
  readonly databaseName: string;
  /** Drops both databases and closes the client. */
  close(): Promise<void>;
}

/** The server of this run; throws where no globalSetup of ours has run (the `unit` project has none). */
export function testMongoUri(): string {
  const uri = process.env['LETHE_TEST_MONGODB_URI'];
  if (uri === undefined)
    throw new Error('LETHE_TEST_MONGODB_URI is not set: run this file in the project "integration".');
  return uri;
}

/**
 * Opens a database of one's own, one a test file: `const database = await openTestDatabase('sweep')` in beforeAll and
 * `await database.close()` in afterAll. `name` only makes it recognisable.
 */
export async function openTestDatabase(name = 'db'): Promise<TestDatabase> {
  const uri = testMongoUri();
  const client = await connectMongo(uri);
  // Names end at 63 bytes, and some systems' file names do not tell case.
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 30);
  const databaseName = `t_${readable}_${randomBytes(6).toString('hex')}`;
  const db = client.db(databaseName);
  const keysDb = client.db(`${databaseName}_keys`);
  return {
    client,
    db,
    keysDb,
    uri,
    databaseName,
    async close() {
      await Promise.all([db.dropDatabase(), keysDb.dropDatabase()]);
      await client.close();
    },
  };
}
