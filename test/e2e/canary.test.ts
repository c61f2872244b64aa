import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startApp, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { connectMongo } from '../../src/database/connect.js';
import { findRunningDatabase, startDatabase } from '../../src/database/findDatabase.js';
import { COLLECTIONS, KEY_COLLECTIONS } from '../../src/events/collections.js';
import { createCore } from '../../src/events/core.js';
import type { Doc } from '../../src/events/documents.js';
import { createMemoryDocuments } from '../../src/events/memoryDocuments.js';
import { createMongoDocuments } from '../../src/events/mongoDocuments.js';
import type { Payload } from '../../src/events/vault.js';
import { silentLog, type Log } from '../../src/lib/log.js';
import type { NumberRow } from '../../src/projections/rows.js';
import { createTestNumber } from '../support/number.js';
import { queueTestSend } from '../support/sends.js';
import { ADMIN, postWebhook, signIn } from '../support/session.js';
import { withTemporaryFolder } from '../support/temporaryFolder.js';
import { envelope, everyMessageType, textMessage } from '../support/whatsapp.js';
import { MessagesDocument, SetNumberPiiModeDocument } from './generated/operations.js';

const CANARIES = {
  text: 'canary-text-8842',
  caption: 'canary-caption-8842',
  name: 'Canary Nightingale',
  phone: '4915155508842',
};
const WORDS = [...Object.values(CANARIES), 'canary-group-8842', 'Nightingale'];

/** The embedded database in a folder of its own, so that its very files can be copied and searched. */
describe('after an erasure', () => {
  it('the canaries are nowhere, and a copy of the files from before does not give them back', async () => {
    await withTemporaryFolder(async (folder) => {
      const dataDir = join(folder, 'data');
      const copy = join(folder, 'copy');
      const logged: string[] = [];
      const write = (fields: object, message: string): void => {
        logged.push(JSON.stringify({ ...fields, message }));
      };
      const log: Log = { debug: write, info: write, warn: write, error: write };
      const config = readConfig({
        PORT: '0',
        DATA_DIR: dataDir,
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
      });
      const numberId = await takeIn(await startApp(config, { log }));
      await cp(join(dataDir, 'database'), join(copy, 'database'), { recursive: true });

      const app = await startApp(config, { log });
      await erase(app, numberId);
      const uri = (await findRunningDatabase(dataDir)) ?? '';
      const survivingKeys = await documentsOf(uri, 'lethe_keys');
      const stored = [...(await documentsOf(uri, 'lethe')), ...survivingKeys];
      await app.stop();

      expectNoCanary(JSON.stringify(stored));
      expectNoCanary(logged.join('\n'));
      for (const file of await filesIn(join(dataDir, 'database')))
        expectNoCanary((await readFile(file)).toString('latin1'));

      const masterKey = Buffer.from(await readFile(join(dataDir, 'master.key'), 'utf8'), 'base64');
      const before = await openCopy(copy, masterKey, null);
      expect(before.opened).toBe(before.payloads);
      expect(before.texts).toContain(CANARIES.text);
      const after = await openCopy(copy, masterKey, survivingKeys);
      expect(after.payloads).toBe(before.payloads);
      expect(after.opened).toBe(0);
    });
  });
});

/** Fills the gateway with canaries, sees them, and stops it. Gives the number. */
async function takeIn(app: RunningApp): Promise<string> {
  const admin = await signIn(app.url, ADMIN);
  const { numberId } = await createTestNumber(admin);
  const messages = [
    ...everyMessageType({ ...CANARIES, at: new Date() }),
    textMessage({ text: CANARIES.text, groupId: 'canary-group-8842', at: new Date() }),
  ];
  const contacts = [{ phone: CANARIES.phone, name: CANARIES.name }];
  expect((await postWebhook(app.url, numberId, envelope({ contacts, messages }))).status).toBe(200);
  expect((await postWebhook(app.url, numberId, envelope({ contacts, messages }), 'sha256=00')).status).toBe(
    401,
  );
  const { core } = app.services;
  const number = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: numberId });
  const { text, phone: digits } = CANARIES;
  const phone = `+${digits}`;
  await queueTestSend(core, {
    account: number?.account ?? '',
    number: numberId,
    apiKey: null,
    at: new Date(),
    text,
    phone,
  });
  const { messages: page } = await admin.run(MessagesDocument, { numberId, first: 100 });
  expect(page.totalCount).toBe(messages.length);
  await app.stop();
  return numberId;
}

/** RELAY_ONLY, applied at once: everything that the number has stored is erased. */
async function erase(app: RunningApp, numberId: string): Promise<void> {
  const admin = await signIn(app.url, ADMIN);
  await admin.run(SetNumberPiiModeDocument, { input: { numberId, mode: 'RELAY_ONLY', applyNow: true } });
  const { documents, keys } = app.services.core;
  for (let tries = 0; tries < 200; tries += 1) {
    const scope = new RegExp(`^(number:${numberId}$|sendLog:${numberId}/)`);
    const left = await documents.count(COLLECTIONS.payloads, { scope });
    const keysLeft = await keys.count(KEY_COLLECTIONS.keys, { scope, active: true });
    if (left === 0 && keysLeft === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The erasure did not come to its end.');
}

async function documentsOf(uri: string, name: string): Promise<(Doc & { collection: string })[]> {
  const client = await connectMongo(uri);
  try {
    const db = client.db(name, { promoteBuffers: true });
    const collections = await db.listCollections({}, { nameOnly: true }).toArray();
    const lists = await Promise.all(
      collections.map(async (collection) =>
        (await db.collection(collection.name).find().toArray()).map((doc) => ({
          ...doc,
          collection: collection.name,
        })),
      ),
    );
    return lists.flat() as unknown as (Doc & { collection: string })[];
  } finally {
    await client.close();
  }
}

/** Opens every payload of numbers in the copied files, with the keys in the copy or with those given. */
async function openCopy(
  copy: string,
  masterKey: Buffer,
  keys: readonly (Doc & { collection: string })[] | null,
) {
  const database = await startDatabase({ dataDir: copy });
  const client = await connectMongo(database.uri);
  try {
    const surviving = createMemoryDocuments();
    for (const { collection, ...doc } of keys ?? []) await surviving.insertMany(collection, [doc]);
    const core = createCore({
      documents: createMongoDocuments(client, client.db('lethe')),
      keys: keys ? surviving : createMongoDocuments(client, client.db('lethe_keys')),
      masterKey,
      clock: () => new Date(),
      log: silentLog,
      project: () => [],
    });
    const payloads = await core.documents.find<Payload>(COLLECTIONS.payloads, {
      scope: /^(number|sendLog):/,
    });
    const contents = await Promise.all(payloads.map((payload) => core.vault.open(payload)));
    const opened = contents.filter((content) => content !== null);
    return { payloads: payloads.length, opened: opened.length, texts: JSON.stringify(opened) };
  } finally {
    await client.close();
    await database.stop();
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Fails without printing what it searched: that is PII. */
function expectNoCanary(text: string): void {
  expect(WORDS.filter((word) => text.includes(word))).toEqual([]);
}
