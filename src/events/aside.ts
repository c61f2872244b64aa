import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../lib/batcher.js';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { Contended } from './documents.js';
import type { Appended } from './eventStore.js';
import type { Unit } from './groupCommit.js';

const AGAIN_MS = SECOND_MS / 4;
/** As long as the driver tries a transaction: servers give up those of dead processes after a minute. */
const GIVE_UP_MS = 2 * MINUTE_MS;

interface Waiting {
  readonly unit: Unit;
  readonly until: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** Whether a unit is not written because others hold what it writes. */
export function isHeld(outcome: Outcome<Appended>): boolean {
  return outcome.ok === false && outcome.error instanceof Contended;
}

/**
 * Units that others hold up, tried again one by one: a process that died in a transaction holds what that has touched for
 * a minute, and must not hold up all that comes in. After each that is still held there is a pause for the others.
 */
export function createAside(
  write: (unit: Unit) => Promise<Outcome<Appended>>,
): (unit: Unit) => Promise<Appended> {
  const waiting: Waiting[] = [];
  let isWorking = false;

  const tryOne = async (one: Waiting): Promise<void> => {
    const outcome = await write(one.unit).catch((error: unknown) => ({ ok: false, error }) as const);
    if (outcome.ok === true) one.resolve(outcome.value);
    else if (outcome.ok === 'LATER') outcome.value.then(one.resolve, one.reject);
    else if (!(outcome.error instanceof Contended)) one.reject(outcome.error);
    else if (performance.now() > one.until) one.reject(outcome.error.cause);
    else {
      waiting.push(one);
      await delay(AGAIN_MS);
    }
  };
  const work = async (): Promise<void> => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await tryOne(one);
    isWorking = false;
  };
  return (unit) =>
    new Promise<Appended>((resolve, reject) => {
      waiting.push({ unit, until: performance.now() + GIVE_UP_MS, resolve, reject });
      if (isWorking) return;
      isWorking = true;
      void work();
    });
}
