import { expect, test } from '@jest/globals';
import { assertReplicaSet, connectMongo } from '../../../src/database/connect.js';
import {
  DatabaseAwayError,
  DatabaseUnusableError,
  StandaloneServerError,
} from '../../../src/database/errors.js';
import { startDatabase } from '../../../src/database/findDatabase.js';
import { findFreePort } from '../../../src/database/freePort.js';
import { testMongoUri } from '../../support/database.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { startStandalone } from '../../support/standalone.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

test('a standalone server is refused with the two commands that turn it into a replica set', async () => {
  await withTemporaryFolder(async (folder) => {
    const server = await startStandalone(folder);
    try {
      const mongodbUri = `mongodb://127.0.0.1:${server.port}/`;
      const start = startDatabase({ mongodbUri, dataDir: '/does/not/matter' });
      await expect(start).rejects.toThrow(StandaloneServerError);
      const message = await start.catch(String);
      expect(message).toContain(`mongod --replSet rs0 --bind_ip 127.0.0.1 --port ${server.port}`);
      expect(message).toContain(`mongosh --port ${server.port} --eval 'rs.initiate()'`);
    } finally {
      await server.stop();
    }
  });
});

test('a replica set is taken as it is, without a lock and without a folder', async () => {
  const options = { mongodbUri: testMongoUri(), dataDir: '/does/not/exist' };
  const [one, two] = await Promise.all([startDatabase(options), startDatabase(options)]);
  expect(one).toMatchObject({ engine: 'external', uri: testMongoUri() });
  expect(one.description).toMatch(/^MongoDB at 127\.0\.0\.1:\d+ \(MONGODB_URI\)/);
  await one.stop();
  await two.stop();
  const client = await connectMongo(testMongoUri());
  await assertReplicaSet(client);
  expect((await client.db('test').listCollections().toArray()).map(({ name }) => name)).not.toContain(
    'probe',
  );
  await client.close();
});

test.each(['hello', 'find', 'aggregate'])(
  'a server that goes away at `%s`, while it is looked at, is one that is away',
  async (name) => {
    const gate = await startDatabaseGate(testMongoUri());
    const held = gate.holdWhen((command) => (name in command ? 'COMMAND' : null)).then(() => gate.stop());
    await expect(connectMongo(gate.uri, { serverSelectionTimeoutMS: 500 })).rejects.toThrow(
      DatabaseAwayError,
    );
    await held;
  },
);

test.each([
  [
    'mongodb://someone:s3cret@127.0.0.1:PORT/',
    DatabaseAwayError,
    /^MongoDB at 127\.0\.0\.1:\d+ cannot be used/,
  ],
  ['mongodb://someone:s3cr et@:@/', DatabaseUnusableError, /no valid MongoDB connection string/],
  ['s3cret', DatabaseUnusableError, /no valid MongoDB connection string/],
])('%s fails without telling the password', async (template, kind, message) => {
  const uri = template.replace('PORT', String(await findFreePort()));
  const error: unknown = await connectMongo(uri, { serverSelectionTimeoutMS: 300 }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(kind);
  const { message: told, stack, cause } = error as Error;
  expect(told).toMatch(message);
  expect(`${told}${stack ?? ''}${String(cause)}`).not.toContain('s3c');
});
