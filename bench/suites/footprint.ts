import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { BSON, MongoClient } from 'mongodb';
import { createAccount } from '../../src/administration/accounts.js';
import { systemContext } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { startApp, type RunningApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { silentLog } from '../../src/lib/log.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { APP_SECRET, PHONE_NUMBER_ID, signedMessage, VERIFY_TOKEN } from '../support/webhooks.js';

const MESSAGES = 640;
const AT_A_TIME = 64;
/** Of the driver's own, and of processes that beat. */
const UNCOUNTED: ReadonlySet<string> = new Set(['hello', 'ping', 'getMore', 'endSessions']);

/** What a stored text costs the database, whatever the machine: commands that it is sent, and bytes that it keeps. */
export async function footprint({ mongodbUri, log }: Bench): Promise<Line[]> {
  const databaseName = `bench_${randomUUID().slice(0, 8)}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'lethe-bench-'));
  let commands = 0;
  const config = readConfig({
    PORT: '0',
    MONGODB_URI: mongodbUri,
    DATABASE_NAME: databaseName,
    DATA_DIR: dataDir,
    MASTER_KEY: randomBytes(32).toString('base64'),
    CONCURRENT_PER_ADDRESS: '0',
  });
  const app = await startApp(config, {
    log: silentLog,
    onCommand: ({ commandName }) => {
      if (!UNCOUNTED.has(commandName)) commands += 1;
    },
  });
  const client = await MongoClient.connect(mongodbUri);
  try {
    const path = await hookOf(app);
    await post(app.url, path, AT_A_TIME, AT_A_TIME);
    const before = await bytesIn(client, databaseName);
    const lines: Line[] = [];
    for (const atATime of [1, AT_A_TIME]) {
      log(`footprint: ${String(atATime)} at a time`);
      commands = 0;
      await post(app.url, path, MESSAGES, atATime);
      const figures = { 'commands a message': commands / MESSAGES };
      lines.push({ suite: 'footprint', name: `a stored text, ${String(atATime)} at a time`, figures });
    }
    const after = await bytesIn(client, databaseName);
    const grown = [...after].map(([name, bytes]): [string, number] => [
      name,
      (bytes - (before.get(name) ?? 0)) / MESSAGES / 2,
    ]);
    const total = grown.reduce((sum, [, bytes]) => sum + bytes, 0);
    const figures = Object.fromEntries([
      ['bytes', total] as const,
      ...grown.filter(([, bytes]) => bytes >= 1),
    ]);
    return [...lines, { suite: 'footprint', name: 'a stored text, documents without indexes', figures }];
  } finally {
    await client.close();
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function hookOf({ services: { core } }: RunningApp): Promise<string> {
  const { _id: account } = await createAccount(core, systemContext('none'), { name: 'bench' });
  const { _id: number } = await createNumber(core, systemContext(account), {
    name: 'bench',
    phoneNumber: '+4930123456',
    whatsapp: {
      phoneNumberId: PHONE_NUMBER_ID,
      businessAccountId: '200000000000001',
      accessToken: 'token',
      appSecret: APP_SECRET,
      verifyToken: VERIFY_TOKEN,
    },
  });
  return `/hooks/whatsapp/${number}`;
}

async function post(url: string, path: string, count: number, atATime: number): Promise<void> {
  for (let sent = 0; sent < count; sent += atATime)
    await Promise.all(
      Array.from({ length: atATime }, async (_, offset) => {
        const { headers, body } = signedMessage(path, sent + offset);
        const { status } = await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { ...headers },
          body: body ?? '',
        });
        if (status !== 200) throw new Error(`A webhook was answered with ${String(status)}.`);
      }),
    );
}

/** Bytes of BSON by collection, keys beside. */
async function bytesIn(client: MongoClient, databaseName: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const name of [databaseName, `${databaseName}_keys`]) {
    const db = client.db(name);
    for (const { name: collection } of await db.listCollections({}, { nameOnly: true }).toArray()) {
      let bytes = 0;
      for await (const document of db.collection(collection).find())
        bytes += BSON.calculateObjectSize(document);
      sizes.set(collection, (sizes.get(collection) ?? 0) + bytes);
    }
  }
  return sizes;
}
