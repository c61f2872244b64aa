import type { Backend } from '../../backend.js';
import { MAIN_COLLECTIONS } from '../../events/collections.js';
import type { Clock } from '../../lib/clock.js';
import { SECOND_MS } from '../../lib/clock.js';
import { fail, ok, warn, type Finding } from './finding.js';

const SKEW_WARN_MS = 2 * SECOND_MS;
const SKEW_FAIL_MS = 60 * SECOND_MS;

type Server = Backend['db'];

/** The server, its clock and its indexes. Transactions and change streams were tried when it was opened. */
export async function checkServer({ db, description }: Backend, clock: Clock): Promise<readonly Finding[]> {
  return [
    ok('database', `${description.replace(/\.$/, '')}, ${await versionOf(db)}`),
    ok('database', 'Transactions and change streams work.'),
    await checkClock(db, clock),
    await checkIndexes(db),
  ];
}

async function versionOf(db: Server): Promise<string> {
  const info: Readonly<Record<string, unknown>> = await db.command({ buildInfo: 1 });
  const version = info['version'];
  return typeof version === 'string' ? `speaks as MongoDB ${version}` : 'of an unknown version';
}

async function checkClock(db: Server, clock: Clock): Promise<Finding> {
  const before = clock().getTime();
  const hello: Readonly<Record<string, unknown>> = await db.command({ hello: 1 });
  const after = clock().getTime();
  const serverTime = hello['localTime'];
  const middle = (before + after) / 2;
  const skewMs =
    serverTime instanceof Date ? Math.abs(serverTime.getTime() - middle) - (after - before) / 2 : null;
  return describeSkew(skewMs);
}

/** @param skewMs how far the two clocks are apart at least; null: the server does not tell */
export function describeSkew(skewMs: number | null): Finding {
  if (skewMs === null)
    return warn('clock', 'The server does not tell its time.', 'Compare the clocks by hand.');
  const message = `${(Math.max(0, skewMs) / SECOND_MS).toFixed(1)} s between this machine and the server`;
  const remedy =
    'Let both follow a time server: what is due, and who may run a job, is decided by the clock.';
  if (skewMs > SKEW_FAIL_MS) return fail('clock', message, remedy);
  return skewMs > SKEW_WARN_MS ? warn('clock', message, remedy) : ok('clock', message);
}

async function checkIndexes(db: Server): Promise<Finding> {
  const missing: string[] = [];
  for (const { name, indexes } of MAIN_COLLECTIONS) {
    const present = new Set((await db.collection(name).indexes()).map((index) => index.name));
    missing.push(
      ...indexes.filter((index) => !present.has(index.name)).map((index) => `${name}.${index.name}`),
    );
  }
  if (missing.length === 0) return ok('indexes', 'All of them are there.');
  return fail('indexes', `Missing: ${missing.join(', ')}.`, 'Start the gateway once: it makes them.');
}
