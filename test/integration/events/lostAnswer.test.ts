import { expect, it } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { Append, Commit } from '../../../src/events/eventStore.js';
import { createMongoCommitFeed } from '../../../src/events/mongoCommitFeed.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { silentLog } from '../../../src/lib/log.js';
import { createBareStore } from '../../support/bareStore.js';
import { startDatabaseGate } from '../../support/databaseGate.js';
import { createOwnEngine } from '../../support/ownEngine.js';

const ORIGIN = '00000000';
const appendTo = (stream: string): Append => ({
  account: 'account-1',
  stream,
  expectedVersion: 0,
  events: [{ type: 'Happened', data: {} }],
});

it('what was committed by a database that died before it answered is told to who follows, and answered as appended', async () => {
  const engine = await createOwnEngine();
  await engine.start();
  const gate = await startDatabaseGate(engine.uri);
  const client = await MongoClient.connect(gate.uri);
  const db = client.db('lethe');
  const documents = createMongoDocuments(client, db);
  await documents.ensureIndexes(MAIN_COLLECTIONS);
  const store = createBareStore(documents, ORIGIN);
  const feed = createMongoCommitFeed(db, store, ORIGIN, silentLog);
  await feed.start();
  const told: Commit[] = [];
  const leave = feed.subscribe({ onCommit: (commit) => told.push(commit) });
  try {
    const isHeld = gate.holdWhen((command) => ('commitTransaction' in command ? 'ANSWER' : null));
    const appending = store.append([appendTo('first'), appendTo('second')]);
    await isHeld;
    // One that forgets, as it dies, which transactions it has committed: MongoDB's own answers the second try.
    await engine.kill();
    gate.cut();
    await engine.start();
    const { commits, isReplay } = await appending;
    expect(isReplay).toBe(false);
    expect(commits.map(({ stream }) => stream)).toEqual(['first', 'second']);
    expect(told).toEqual(commits);
    const kept = await db.collection(COLLECTIONS.commits).find().toArray();
    expect(kept.map(({ _id }) => String(_id))).toEqual(commits.map(({ _id }) => _id));
  } finally {
    leave();
    await feed.stop();
    await client.close();
    await gate.stop();
    await engine.remove();
  }
});
