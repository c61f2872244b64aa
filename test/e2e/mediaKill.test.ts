import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import type { MediaRow } from '../../src/projections/mediaRow.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { startMediaProvider, type MediaProvider } from '../support/mediaProvider.js';
import { createTestNumber } from '../support/number.js';
import { ADMIN, eventually, postWebhook, type Session, signIn } from '../support/session.js';
import { envelope, imageMessage } from '../support/whatsapp.js';
import { SetNumberPiiModeDocument } from './generated/operations.js';

const FILES = 24;
const ROUNDS = process.env['LETHE_TEST_LONG'] === '1' ? 10 : 2;

/** The gateway killed with `kill -9` while it fetches files and while it deletes them; the disk and the database stay. */
describe('kill -9 and files', () => {
  let database: TestDatabase;
  let provider: MediaProvider;
  let dataDir: string;
  let gateway: GatewayProcess;
  let numberId: string;
  let environment: Record<string, string>;

  const start = async (): Promise<Session> => {
    gateway = await startGatewayProcess(environment);
    return signIn(gateway.url, ADMIN);
  };
  const rows = () => database.db.collection<MediaRow>(COLLECTIONS.media);
  const objects = async (): Promise<string[]> => {
    const folder = path.join(dataDir, 'objects', 'media');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  };
  const receive = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      const { id, sha256 } = provider.add(randomBytes(randomInt(1_000, 400_000)));
      const body = envelope({ messages: [imageMessage({ mediaId: id, sha256, at: new Date() })] });
      expect((await postWebhook(gateway.url, numberId, body)).status).toBe(200);
    }
  };

  beforeAll(async () => {
    database = await openTestDatabase('mediakill');
    provider = await startMediaProvider('access');
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'lethe-media-kill-'));
    environment = {
      ...gatewaySettings(database),
      DATA_DIR: dataDir,
      WHATSAPP_API_URL: provider.url,
    };
    ({ numberId } = await createTestNumber(await start()));
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('while they are fetched: each is stored once, and none is lost', async () => {
    provider.onDownload = (_response, usual) => {
      setTimeout(usual, randomInt(10, 400));
    };
    await receive(FILES);
    for (let round = 0; round < ROUNDS; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, randomInt(20, 300)));
      await gateway.kill();
      await start();
    }
    await eventually(async () => {
      const stored = await rows().countDocuments({ state: 'STORED' });
      return stored === FILES ? true : null;
    }, 90_000);
    const names = (await rows().find().toArray()).map(({ object }) => object.split('/').at(-1));
    expect((await objects()).sort()).toEqual(names.sort());
  }, 300_000);

  it('while they are deleted: none is left, neither file nor row', async () => {
    const admin = await signIn(gateway.url, ADMIN);
    const input = { numberId, mode: 'RELAY_ONLY', applyNow: true } as const;
    await admin.run(SetNumberPiiModeDocument, { input });
    for (let round = 0; round < ROUNDS; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, randomInt(0, 120)));
      await gateway.kill();
      await start();
    }
    await eventually(async () => {
      const left = (await objects()).length + (await rows().countDocuments());
      return left === 0 ? true : null;
    }, 180_000);
  }, 400_000);
});
