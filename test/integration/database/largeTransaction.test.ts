import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { connectMongo } from '../../../src/database/connect.js';
import type { EngineProcess } from '../../../src/database/engineProcess.js';
import { childEnvironment, userCacheFolder } from '../../../src/database/environment.js';
import { findCachedSecantus } from '../../../src/database/fetchSecantus.js';
import { findFreePort } from '../../../src/database/freePort.js';
import { launchEngine } from '../../../src/database/launchEngine.js';
import {
  SECANTUS_ENVIRONMENT,
  secantusArguments,
  writeSecantusConfig,
} from '../../../src/database/secantus.js';
import { DELETED_AT_ONCE } from '../../../src/retention/batches.js';

/** The product's by this divisor, and so are the records of the transaction. */
const SMALLER = 16;
const CACHE = `${String(512 / SMALLER)}M`;
const DELETED = Math.ceil((2 * DELETED_AT_ONCE) / SMALLER);
const ROWS = 20_000;
const ROUND = 2_000;
const INDEXES = 5;

const env = { ...childEnvironment(process.env), ...SECANTUS_ENVIRONMENT };
const command = await findCachedSecantus({ cacheFolder: userCacheFolder(process.env), env });
const suite = command === null ? describe.skip : describe;

suite('SecantusDB (needs it in the cache of the user)', () => {
  let folder: string;
  let port: number;
  let engine: EngineProcess;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-cache-'));
    const config = path.join(folder, 'secantus.toml');
    writeSecantusConfig(config);
    port = await findFreePort();
    const args = secantusArguments(path.join(folder, 'data'), port, config);
    args[args.indexOf('--cache-size') + 1] = CACHE;
    engine = await launchEngine(
      {
        ...{ command: command ?? '', args, env, port, readyTimeoutMs: 60_000 },
        ...{ onSpawned: () => undefined, prepare: () => Promise.resolve() },
      },
      new AbortController().signal,
    );
  });
  afterEach(async () => {
    await engine.stop(1_000);
    await rm(folder, { recursive: true, force: true });
  });

  it('ends a transaction whose changes lie on many more pages than its cache should hold changed', async () => {
    const client = await connectMongo(
      `mongodb://127.0.0.1:${String(port)}/?directConnection=true&retryWrites=false`,
    );
    const things = client.db('large').collection<{ _id: string }>('things');
    const fields = Array.from({ length: INDEXES }, (_field, index) => `field${String(index)}`);
    await things.createIndexes(fields.map((name) => ({ key: { [name]: 1 } })));
    const ids: string[] = [];
    while (ids.length < ROWS) {
      const rows = Array.from({ length: ROUND }, () => ({
        _id: randomUUID(),
        ...Object.fromEntries(fields.map((name) => [name, randomUUID()])),
        text: 'x'.repeat(600),
      }));
      ids.push(...rows.map(({ _id }) => _id));
      await things.insertMany(rows);
    }
    await client.withSession((session) =>
      session.withTransaction(async () => {
        const some = ids.slice(0, DELETED);
        // Two, for what hung was not the first change but the answer to a later one.
        await things.deleteMany({ _id: { $in: some.slice(0, DELETED / 2) } }, { session });
        await things.deleteMany({ _id: { $in: some } }, { session });
      }),
    );
    expect(await things.countDocuments({ _id: { $in: ids.slice(0, 2 * DELETED) } })).toBe(DELETED);
    await client.close();
  });
});
