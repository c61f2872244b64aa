import { randomBytes, randomUUID } from 'node:crypto';
import type { Db } from 'mongodb';
import { createAccount, updateDataRetention } from '../../src/administration/accounts.js';
import { systemContext } from '../../src/administration/context.js';
import { createNumber } from '../../src/administration/numbers.js';
import { openBackend } from '../../src/backend.js';
import { readConfig } from '../../src/config.js';
import { DAY_MS, MINUTE_MS, systemClock } from '../../src/lib/clock.js';
import { silentLog } from '../../src/lib/log.js';
import { createFiller, PLAIN, STEP_MS } from '../support/manyMessages.js';
import type { Line } from '../support/report.js';
import type { Bench } from '../support/suite.js';
import { sweepInProcess, type Swept } from '../support/sweepProcess.js';
import { readingDuringSweep } from './readingDuringSweep.js';

const MESSAGES = 30_000;
const LONG_MESSAGES = 1_000_000;
/** Of each that is due, in the long variant, so many are not. */
const KEPT_EACH = 9;
const ROUND = 5_000;
/** The long variant takes what can be stored in this time. */
const STORING_MS = 10 * MINUTE_MS;
const AGE_DAYS = 30;
const RETENTION_DAYS = 14;
const BATCH_MS = 50_000;

/** Due messages per second beside bare `deleteMany` by index range over the same documents. */
export async function sweep(bench: Bench): Promise<Line[]> {
  const { lines, due } = await sweepAlone(bench, bench.isLong ? LONG_MESSAGES : MESSAGES);
  return [...lines, ...(await readingDuringSweep(bench, due))];
}

interface Stored {
  readonly due: number;
  readonly kept: number;
}

/** What is due, and in the long variant what is not, as long as there is time. */
async function store(
  { isLong, log }: Bench,
  db: Db,
  place: { readonly account: string; readonly number: string },
  wanted: number,
  newest: Date,
): Promise<Stored> {
  const fillDue = await createFiller(db, place, newest);
  const fillKept = await createFiller(db, place, new Date());
  const until = performance.now() + STORING_MS;
  let [due, kept] = [0, 0];
  while (due < wanted && performance.now() < until) {
    const round = Math.min(ROUND, wanted - due);
    await fillDue(round);
    due += round;
    if (!isLong) continue;
    await fillKept(KEPT_EACH * round);
    kept += KEPT_EACH * round;
  }
  log(`sweep: ${String(due)} due among ${String(due + kept)}`);
  return { due, kept };
}

async function sweepAlone(
  bench: Bench,
  wanted: number,
): Promise<{ readonly lines: Line[]; readonly due: number }> {
  const { mongodbUri, log } = bench;
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
    log(`sweep: storing ${String(wanted)} messages`);
    const newest = new Date(Date.now() - AGE_DAYS * DAY_MS);
    const { due: count, kept } = await store(bench, db, { account, number }, wanted, newest);

    const run = (): Promise<Swept> =>
      sweepInProcess({ ...environment, ACCOUNT: account, OTHER_ACCOUNT: other });
    await updateDataRetention(core, context, { days: 1_095 });
    log('sweep: nothing due');
    const idle = await run();
    await updateDataRetention(core, context, { days: RETENTION_DAYS });
    log('sweep: all due');
    const swept = await run();
    if (idle.deleted !== 0 || swept.deleted !== count)
      throw new Error('The sweep deleted something else than what was due.');

    log('sweep: bare deleteMany');
    const start = performance.now();
    const oldest = newest.getTime() - count * STEP_MS;
    for (let from = oldest - BATCH_MS; from <= newest.getTime(); from += BATCH_MS) {
      const at = { $gt: new Date(from), $lte: new Date(from + BATCH_MS) };
      for (const name of PLAIN) await db.collection(name).deleteMany({ account, number, at });
    }
    const bareMs = performance.now() - start;
    const perSecond = (ms: number): number => (count / ms) * 1_000;
    const among = kept === 0 ? `of ${String(count)}` : `${String(count)} of ${String(count + kept)}`;
    const lines: Line[] = [
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
    return { lines, due: count };
  } finally {
    await backend.stop();
  }
}
