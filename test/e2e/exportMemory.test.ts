import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COLLECTIONS } from '../../src/events/collections.js';
import { DAY_MS } from '../../src/lib/clock.js';
import { createProviderDouble, type ProviderDouble } from '../../src/providerDouble/createProviderDouble.js';
import { ADMIN } from '../support/app.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { type GatewayProcess, gatewaySettings, startGatewayProcess } from '../support/gatewayProcess.js';
import { growthWhile } from '../support/memoryOf.js';
import { createTestNumber } from '../support/number.js';
import { eventually, postWebhook, signIn, type Session } from '../support/session.js';
import { documentMessage, envelope, textMessage, type JsonObject } from '../support/whatsapp.js';
import { RequestExportDocument } from './generated/operations.js';

const MIB = 1_024 * 1_024;
const FILE_BYTES = 8 * MIB;
const isLong = process.env['LETHE_TEST_LONG'] === '1';
const [FILES, MESSAGES] = isLong ? [160, 100_000] : [20, 1_000];
/** What may be on its way at a time, and what the runtime has not yet given back (docs/export.md). */
const MOST_BYTES = 64 * MIB;
const AT_ONCE = 100;

/** A whole account taken out by its link from a gateway in a process of its own. */
describe(`an export of ${String(MESSAGES)} messages and ${String((FILES * FILE_BYTES) / MIB)} MiB of files`, () => {
  let database: TestDatabase;
  let double: ProviderDouble;
  let dataDir: string;
  let gateway: GatewayProcess;
  let admin: Session;
  let numberId: string;

  const receive = async (messages: JsonObject[]): Promise<void> => {
    expect((await postWebhook(gateway.url, numberId, envelope({ messages }))).status).toBe(200);
  };
  const linkTo = async (input: { readonly startDate?: string }): Promise<string> => {
    const { requestExport } = await admin.run(RequestExportDocument, { input });
    return requestExport.export?.url ?? '';
  };
  /** @returns how many bytes came */
  const download = async (url: string, pauseMs: number): Promise<number> => {
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      // Whoever reads slowly is waited for.
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      bytes += (chunk as Uint8Array).length;
    }
    return bytes;
  };

  beforeAll(async () => {
    database = await openTestDatabase('export');
    double = createProviderDouble({ statuses: [] });
    await double.start();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'lethe-export-'));
    const environment = {
      ...gatewaySettings(database),
      ...{ DATA_DIR: dataDir, LOG_LEVEL: 'warn', WHATSAPP_API_URL: double.url },
    };
    gateway = await startGatewayProcess(environment);
    admin = await signIn(gateway.url, ADMIN);
    ({ numberId } = await createTestNumber(admin));
    for (let sent = 0; sent < MESSAGES; sent += AT_ONCE) {
      const at = new Date(Date.now() - 2 * DAY_MS);
      const from = { phone: `4915155${String(sent / AT_ONCE).padStart(6, '0')}` };
      await receive(
        Array.from({ length: AT_ONCE }, () =>
          textMessage({ from, at, text: randomBytes(150).toString('hex') }),
        ),
      );
    }
    // One buffer for all: the file's name is what differs, and the double need not hold each.
    const bytes = randomBytes(FILE_BYTES);
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    for (let sent = 0; sent < FILES; sent += 1) {
      const { id, mimeType } = double.media.add({ bytes, mimeType: 'application/pdf' });
      const at = new Date(Date.now() - (sent === 0 ? 0 : DAY_MS));
      await receive([documentMessage({ mediaId: id, sha256, mimeType, at })]);
    }
    const media = database.db.collection(COLLECTIONS.media);
    await eventually(
      async () => ((await media.countDocuments({ state: 'STORED' })) === FILES ? true : null),
      300_000,
    );
    // What it needed to take all that in is not the export's.
    await gateway.stop();
    gateway = await startGatewayProcess(environment);
    admin = await signIn(gateway.url, ADMIN);
  }, 1_800_000);
  afterAll(async () => {
    await gateway.stop();
    await double.stop();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('needs no more memory than a part of it, also for a reader who pauses', async () => {
    // What is loaded at first use is not the export's: one of today, with one file, loads it.
    const startDate = new Date(Date.now() - DAY_MS / 2).toISOString();
    expect(await download(await linkTo({ startDate }), 0)).toBeGreaterThan(FILE_BYTES);
    const url = await linkTo({});
    let bytes = 0;
    const grew = await growthWhile(gateway.child.pid, async () => {
      bytes = await download(url, 2_000);
    });
    expect(bytes).toBeGreaterThan(FILES * FILE_BYTES);
    if (isLong) console.info(`Grew by ${String(Math.round(grew / MIB))} MiB.`);
    expect(grew).toBeLessThan(MOST_BYTES);
  }, 600_000);
});
