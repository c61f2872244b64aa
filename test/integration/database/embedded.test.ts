import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connectMongo } from '../../../src/database/connect.js';
import { spawnEngine } from '../../../src/database/engineProcess.js';
import { readEngineRecord, writeEngineRecord } from '../../../src/database/engineRecord.js';
import { childEnvironment } from '../../../src/database/environment.js';
import { DatabaseInUseError, EngineMismatchError } from '../../../src/database/errors.js';
import {
  findRunningDatabase,
  startDatabase,
  type RunningDatabase,
} from '../../../src/database/findDatabase.js';
import { lockFile } from '../../../src/database/folderLock.js';
import { identify } from '../../../src/lib/processIdentity.js';

let dataDir: string;
let folder: string;
const running: RunningDatabase[] = [];
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'lethe-embedded-'));
  folder = path.join(dataDir, 'database');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((database) => database.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<RunningDatabase> {
  const database = await startDatabase({ dataDir });
  running.push(database);
  return database;
}

async function count(uri: string): Promise<number> {
  const client = await connectMongo(uri);
  return client
    .db('lethe')
    .collection('things')
    .countDocuments()
    .finally(() => client.close());
}

async function insert(uri: string): Promise<void> {
  const client = await connectMongo(uri);
  await client.db('lethe').collection('things').insertOne({ at: 1 });
  await client.close();
}

test('an engine killed with -9 is back on its port, and a client goes on with what was acknowledged', async () => {
  const { uri } = await start();
  const client = await connectMongo(uri);
  const things = client.db('lethe').collection('things');
  await things.insertOne({ n: 1 });
  const before = readEngineRecord(folder);
  process.kill(before?.pid ?? 0, 'SIGKILL');
  expect(await things.countDocuments()).toBe(1);
  await things.insertOne({ n: 2 });
  expect(await things.countDocuments()).toBe(2);
  const after = readEngineRecord(folder);
  expect(after?.pid).not.toBe(before?.pid);
  expect(after?.port).toBe(before?.port);
  await client.close();
});

test('data outlives a stop; a stop leaves neither process nor lock', async () => {
  const first = await start();
  expect(first.description).toContain(`data in ${path.join(folder, first.engine)}`);
  await insert(first.uri);
  const engine = readEngineRecord(folder);
  await Promise.all([first.stop(), first.stop()]);
  expect(() => process.kill(engine?.pid ?? 0, 0)).toThrow('ESRCH');
  expect(await readdir(folder)).not.toContain('lethe.lock');
  expect(await count((await start()).uri)).toBe(1);
});

test('a folder in use is refused, and goes on serving', async () => {
  const { uri } = await start();
  await expect(startDatabase({ dataDir })).rejects.toThrow(DatabaseInUseError);
  expect(await count(uri)).toBe(0);
});

test('a command beside the gateway finds the running database', async () => {
  expect(await findRunningDatabase(dataDir)).toBeNull();
  const database = await start();
  expect(await findRunningDatabase(dataDir)).toBe(database.uri);
  await database.stop();
  expect(await findRunningDatabase(dataDir)).toBeNull();
});

test('the engine that wrote the folder is kept against a pin', async () => {
  const { engine, stop } = await start();
  await stop();
  const embedded = engine === 'mongod' ? 'secantus' : 'mongod';
  await expect(startDatabase({ dataDir, embedded })).rejects.toThrow(EngineMismatchError);
  expect(await readdir(folder)).not.toContain('lethe.lock');
});

test('the engine of a gateway that was killed with -9 is ended, and its folder is taken over', async () => {
  const first = await start();
  await insert(first.uri);
  const record = readEngineRecord(folder);
  const commandLine = await readFile(`/proc/${record?.pid ?? 0}/cmdline`, 'utf8').catch(() => null);
  await first.stop();
  if (commandLine === null) return; // Only Linux tells how to start the same engine again without its keeper.
  const [command = '', ...args] = commandLine.split('\0').slice(0, -1);
  const orphan = spawnEngine(command, args, childEnvironment(process.env));
  writeEngineRecord(folder, orphan.pid ?? 0, record?.port ?? 0);
  await writeFile(lockFile(folder), JSON.stringify({ ...identify(process.pid), started: 'another boot' }));
  expect(await count((await start()).uri)).toBe(1);
  expect(orphan.hasEnded()).toBe(true);
});
