import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { silentLog } from '../../src/lib/log.js';
import { runJson } from '../support/cli.js';
import { openTestDatabase } from '../support/database.js';
import { signIn } from '../support/session.js';
import { ConversationsDocument, MessagesDocument } from './generated/operations.js';

const RELEASES = path.resolve('test/releases');

interface Release {
  readonly masterKey: string;
  readonly email: string;
  readonly password: string;
  readonly numberId: string;
  readonly messages: number;
}

/** What each release wrote, kept as its `lethe backup` left it: a demo's history, invented people all of them. */
describe('an upgrade', () => {
  it.each(readdirSync(RELEASES))('from %s reads all that was there', async (name) => {
    const file = (of: string): string => path.join(RELEASES, name, of);
    const release = JSON.parse(readFileSync(file('release.json'), 'utf8')) as Release;
    const database = await openTestDatabase('upgrade');
    const environment = {
      PORT: '0',
      MONGODB_URI: database.uri,
      DATABASE_NAME: database.databaseName,
      MASTER_KEY: release.masterKey,
      WHATSAPP_API_URL: 'http://127.0.0.1:9',
    };
    await runJson(environment, 'restore', file('keys.backup'), '--keys', '--yes');
    await runJson(environment, 'restore', file('data.backup'), '--yes');
    expect(await runJson(environment, 'migrate', '--dry-run')).toMatchObject({ migrations: [] });
    const app = await startApp(readConfig(environment), { log: silentLog });
    try {
      const admin = await signIn(app.url, release);
      const { numberId } = release;
      const { messages } = await admin.run(MessagesDocument, { numberId, first: 100 });
      expect(messages.totalCount).toBe(release.messages);
      const texts = messages.edges.filter(
        ({ node }) => node.type === 'TEXT' && node.contentState === 'PRESENT',
      );
      expect(texts.length).toBeGreaterThan(0);
      expect(texts.filter(({ node }) => (node.content ?? '') === '' || node.from === null)).toEqual([]);
      const { conversations } = await admin.run(ConversationsDocument, { numberId });
      expect(conversations.edges.length).toBeGreaterThan(0);
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
    } finally {
      await app.stop();
      await database.close();
    }
  });
});
