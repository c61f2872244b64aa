import { randomBytes, randomUUID } from 'node:crypto';
import { createAccount, updateDataRetention } from '../../src/administration/accounts.js';
import { systemContext } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { openBackend } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { DAY_MS, systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { fillMessages, PLAIN } from '../support/manyMessages.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { sweepInProcess, type Swept } from '../support/sweepProcess.js';
import { readingDuringSweep } from './readingDuringSweep.js';

const MESSAGES = 30_000;
const LONG_MESSAGES = 1_000_000;
const AGE_DAYS = 30;
const BATCH_MS = 50_000;

/** Due messages per second beside bare `deleteMany` by index range over the same documents. */
export async function sweep(bench: Bench): Promise<Line[]> {
  const count = bench.isLong ? LONG_MESSAGES : MESSAGES;
  return [...(await sweepAlone(bench, count)), ...(await readingDuringSweep(bench, count))];
}

async function sweepAlone({ mongodbUri, log }: Bench, count: number): Promise<Line[]> {
  const environment = {
    MONGODB_URI: mongodbUri,
    DATABASE_NAME: `bench_sweep_${randomUUID().slice(0, 8)}`,
    MASTER_KEY: randomBytes(32).toString('base64'),
  };
  const backend = await openBackend(readConfig(environment), { clock: systemClock, log: silentLog });
  try {
    const { core, db } = backend;
    const { _id: account } = await createAccount(core, systemContext('bench'), { name: 'bench' });
    const { _id: other } = await createAccount(core, systemContext('bench'), { name: 'empty' });
    const context = systemContext(account);
    const { _id: number } = await createNumber(core, context, { name: 'bench', phoneNumber: '+4930123456' });
    log(`sweep: storing ${String(count)} messages`);
    const newest = new Date(Date.now() - AGE_DAYS * DAY_MS);
    await fillMessages(db, { account, number }, count, newest);

    const run = (): Promise<Swept> =>
      sweepInProcess({ ...environment, ACCOUNT: account, OTHER_ACCOUNT: other });
    await updateDataRetention(core, context, { days: 1_095 });
    log('sweep: nothing due');
    const idle = await run();
    await updateDataRetention(core, context, { days: 1 });
    log('sweep: all due');
    const swept = await run();
    if (idle.deleted !== 0 || swept.deleted !== count)
      throw new Error('The sweep deleted something else than what was due.');

    log('sweep: bare deleteMany');
    const start = performance.now();
    const oldest = newest.getTime() - count * 50;
    for (let from = oldest - BATCH_MS; from <= newest.getTime(); from += BATCH_MS) {
      const at = { $gt: new Date(from), $lte: new Date(from + BATCH_MS) };
      for (const name of PLAIN) await db.collection(name).deleteMany({ account, number, at });
    }
    const bareMs = performance.now() - start;
    const perSecond = (ms: number): number => (count / ms) * 1_000;
    const among = `of ${String(count)}`;
    return [
      {
        suite: 'sweep',
        name: `records/s beside bare deleteMany, ${among}`,
        ratio: bareMs / swept.ms,
        target: { atLeast: 0.6 },
        figures: { 'messages/s': perSecond(swept.ms), 'bare messages/s': perSecond(bareMs) },
      },
      {
        suite: 'sweep',
        name: `memory growth in MiB, ${among}`,
        ratio: swept.grewBytes / 1024 / 1024,
        target: { atMost: 64 },
        figures: {},
      },
      {
        suite: 'sweep',
        name: `ms when nothing is due, ${among}`,
        ratio: idle.ms,
        target: { atMost: 50 },
        figures: {},
      },
    ];
  } finally {
    await backend.stop();
  }
}
