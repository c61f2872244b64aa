import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAccount } from '../../../src/administration/accounts.js';
import { systemContext } from '../../../src/administration/context.js';
import { createNumber } from '../../../src/administration/numbers.js';
import { parseWebhook } from '../../../src/channels/whatsapp/parseWebhook.js';
import { runCommand } from '../../../src/cli/program.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { createLocalCommitFeed } from '../../../src/events/commitFeed.js';
import { createCore, openCore, type Core } from '../../../src/events/core.js';
import { createMongoDocuments } from '../../../src/events/mongoDocuments.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { projectAll } from '../../../src/projections/all.js';
import type { ConversationRow } from '../../../src/projections/rows.js';
import { createServices } from '../../../src/services.js';
import { WHATSAPP } from '../../support/administration.js';
import { createTestCli, runJson } from '../../support/cli.js';
import { openTestDatabase, type TestDatabase } from '../../support/database.js';
import { linesOf, readZip } from '../../support/readZip.js';
import { envelope, textMessage } from '../../support/whatsapp.js';

const ADA = '4915155508811';
const BO = '4915155508812';

describe('lethe export and lethe erase', () => {
  let database: TestDatabase;
  let folder: string;
  let environment: Readonly<Record<string, string>>;
  let core: Core;
  let account: string;
  let number: string;

  beforeAll(async () => {
    database = await openTestDatabase('cli_erase');
    folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-cli-'));
    const masterKey = randomBytes(32);
    environment = {
      MONGODB_URI: database.uri,
      DATABASE_NAME: database.databaseName,
      MASTER_KEY: masterKey.toString('base64'),
      DATA_DIR: folder,
      LOG_LEVEL: 'silent',
    };
    const { client, db, keysDb } = database;
    core = createCore({
      documents: createMongoDocuments(client, db),
      keys: createMongoDocuments(client, keysDb),
      masterKey,
      clock: systemClock,
      log: silentLog,
      project: projectAll,
    });
    await openCore(core);
    const feed = createLocalCommitFeed(core.store);
    await feed.start();
    const services = createServices(core, feed);
    account = (await createAccount(core, systemContext('none'), { name: 'acme' }))._id;
    const wanted = { name: 'support', phoneNumber: '+4930123456', whatsapp: WHATSAPP };
    const row = await createNumber(core, systemContext(account), wanted);
    number = row._id;
    const { phoneNumberId } = WHATSAPP;
    for (const phone of [ADA, BO]) {
      const messages = [textMessage({ from: { phone }, text: `said-by-${phone}`, at: new Date() })];
      const events = parseWebhook(envelope({ phoneNumberId, messages }), new Date());
      await services.receiver.receive(row, events, new Date());
    }
    services.hub.stop();
    services.directory.stop();
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const file = (name: string): string => path.join(folder, name);
  const textsIn = async (name: string): Promise<unknown[]> => {
    const files = await readZip(await readFile(file(name)));
    return linesOf(files, 'messages.jsonl').map(({ content }) => (content as { body?: unknown }).body);
  };
  const contacts = (): Promise<ConversationRow[]> =>
    core.documents.find<ConversationRow>(COLLECTIONS.conversations, { account });
  const fails = async (...args: string[]): Promise<string> => {
    const test = createTestCli(environment);
    expect(await runCommand(args, test.cli)).not.toBe(0);
    return test.stderr();
  };

  it('export what may be read of an account, a number and a person, for its owner alone', async () => {
    await runJson(environment, 'export', '--out', file('all.zip'));
    expect((await textsIn('all.zip')).sort()).toEqual([`said-by-${ADA}`, `said-by-${BO}`]);
    expect((await stat(file('all.zip'))).mode & 0o777).toBe(0o600);
    await runJson(environment, 'export', '--number', number, '--to', '2020-01-01', '--out', file('old.zip'));
    expect(await textsIn('old.zip')).toEqual([]);
    const [contact] = await contacts();
    await runJson(environment, 'export', '--contact', contact?._id ?? '', '--out', file('one.zip'));
    expect(await textsIn('one.zip')).toHaveLength(1);
  });

  it('never write over a file, and say what does not fit', async () => {
    const before = await readFile(file('all.zip'));
    await fails('export', '--out', file('all.zip'));
    expect((await readFile(file('all.zip'))).equals(before)).toBe(true);
    const both = await fails('export', '--number', number, '--contact', 'x', '--out', file('none.zip'));
    expect(both).toContain('--number or --contact');
    expect(await fails('export', '--contact', 'x', '--out', file('none.zip'))).toContain('no contact');
    await expect(stat(file('none.zip'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('erase nobody who is not confirmed, and nobody twice named', async () => {
    await fails('erase', '--phone', `+${ADA}`);
    expect(await fails('erase', '--yes')).toContain('either --contact or --phone');
    expect(await fails('erase', '--yes', '--phone', `+${ADA}`, '--contact', 'x')).toContain('either');
    expect(await fails('erase', '--yes', '--contact', 'x')).toContain('no contact');
    expect(await contacts()).toHaveLength(2);
  });

  it('erase one person, and leave the other', async () => {
    const test = createTestCli(environment);
    expect(await runCommand(['erase', '--yes', '--phone', `+${ADA}`], test.cli)).toBe(0);
    expect(test.stdout()).toMatch(/MESSAGES +DONE +1/);
    expect(test.stdout()).toContain('COMPLETED');
    expect(test.stdout() + test.stderr()).not.toContain(ADA);
    expect(await contacts()).toHaveLength(1);
    await runJson(environment, 'export', '--out', file('after.zip'));
    expect(await textsIn('after.zip')).toEqual([`said-by-${BO}`]);
  });
});
