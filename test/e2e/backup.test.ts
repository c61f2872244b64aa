import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { COLLECTIONS } from '../../src/events/collections.js';
import { silentLog } from '../../src/lib/log.js';
import { ADMIN, startTestApp, type Session, type TestApp } from '../support/app.js';
import { runJson } from '../support/cli.js';
import { createTestNumber } from '../support/number.js';
import { signIn } from '../support/session.js';
import { envelope, textMessage } from '../support/whatsapp.js';
import { MessagesDocument, type MessagesQuery } from './generated/operations.js';

const BEFORE = 12;
const CONNECTIONS = 2;

describe('a backup that is made while the gateway works', () => {
  let gateway: TestApp;
  let admin: Session;
  let numberId: string;
  let folder: string;
  let restored: RunningApp | null = null;
  let elsewhere: Record<string, string>;
  let serial = 0;

  const say = async (): Promise<number> => {
    serial += 1;
    const from = { phone: `4915120000${String(serial % 7)}`, name: 'Somebody' };
    const message = textMessage({ text: `said ${String(serial)}`, from, at: new Date() });
    return (await gateway.postWebhook(numberId, envelope({ contacts: [from], messages: [message] }))).status;
  };
  const textsOf = async (session: Session): Promise<ReadonlySet<string>> => {
    const texts = new Set<string>();
    let after: string | null = null;
    let isMore = true;
    while (isMore) {
      const answer: MessagesQuery = await session.run(MessagesDocument, { numberId, first: 100, after });
      const { edges, pageInfo } = answer.messages;
      for (const { node } of edges) texts.add(node.content ?? 'not to be read');
      after = pageInfo.endCursor;
      isMore = pageInfo.hasNextPage;
    }
    return texts;
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-backup-'));
    gateway = await startTestApp();
    admin = await gateway.signIn();
    ({ numberId } = await createTestNumber(admin));
    elsewhere = { ...gateway.environment, DATABASE_NAME: `${gateway.database.databaseName}_r` };
  });
  afterAll(async () => {
    await restored?.stop();
    const { client, databaseName } = gateway.database;
    for (const name of [`${databaseName}_r`, `${databaseName}_r_keys`]) await client.db(name).dropDatabase();
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds up nobody, and brings back elsewhere all that was there before, each message whole', async () => {
    const file = path.join(folder, 'data.backup');
    const keys = path.join(folder, 'keys.backup');
    for (let index = 0; index < BEFORE; index += 1) expect(await say()).toBe(200);
    const before = await textsOf(admin);
    expect(before.size).toBe(BEFORE);

    let isOver = false;
    const statuses = new Set<number>();
    const work = Array.from({ length: CONNECTIONS }, async () => {
      while (!isOver) {
        statuses.add(await say());
        // Throws where it is answered with an error.
        const { messages } = await admin.run(MessagesDocument, { numberId, first: 10 });
        expect(messages.edges).toHaveLength(10);
      }
    });
    const written = await runJson<{ counts: Record<string, number> }>(gateway.environment, 'backup', file);
    await runJson(gateway.environment, 'backup', keys, '--keys');
    isOver = true;
    await Promise.all(work);
    expect([...statuses]).toEqual([200]);
    expect(serial).toBeGreaterThan(BEFORE);
    for (const name of ['keys', 'subjects', 'ledger']) expect(written.counts).not.toHaveProperty(name);

    await runJson(elsewhere, 'restore', keys, '--keys', '--yes');
    await runJson(elsewhere, 'restore', file, '--yes');
    restored = await startApp(readConfig(elsewhere), { log: silentLog });
    const after = await textsOf(await signIn(restored.url, ADMIN));
    expect([...before].filter((text) => !after.has(text))).toEqual([]);
    expect(after.has('not to be read')).toBe(false);
    const { client, databaseName } = gateway.database;
    expect(await client.db(`${databaseName}_r`).collection(COLLECTIONS.sessions).countDocuments()).toBe(1);
  }, 180_000);
});
