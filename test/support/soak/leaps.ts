import { appendFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { SECOND_MS } from '../../../src/lib/clock.js';
import { createLeapingClock, type Leaps } from './leapingClock.mjs';

/** Told so long ahead (ms), for all processes to know of it in time; nothing is begun until so long after it. */
const [AHEAD_MS, CLEAR_AFTER_MS] = [500, 250];
const LOOK_MS = 50;
/** Longer than any request may take. What is still on its way then is late for another reason. */
const PATIENCE_MS = 30 * SECOND_MS;

/** The clock of a soak, and who says when it leaps. */
export interface Leaper {
  readonly clock: (machineMs?: number) => Date;
  /** What processes make the same clock of. */
  readonly leaps: Leaps;
  /** How often it has leapt. */
  readonly count: () => number;
  /** Whether it waits to leap, or just has: nobody begins anything then. */
  readonly isLeaping: () => boolean;
  /**
   * Leaps so often (ms), each time once nothing is on its way: no machine's clock leaps by hours, and what is told behind a
   * cursor may be as much older as a minute (src/relay/subscriptions/hub.ts). Gives the way to stop.
   */
  readonly start: (everyMs: number, isQuiet: () => boolean) => () => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function createLeaper(leapMs: number): Promise<Leaper> {
  const file = path.join(os.tmpdir(), `lethe-leaps-${randomUUID()}`);
  await writeFile(file, '');
  const moments: number[] = [];
  let isLeaping = false;

  const leap = async (isQuiet: () => boolean): Promise<void> => {
    isLeaping = true;
    const end = performance.now() + PATIENCE_MS;
    while (!isQuiet() && performance.now() < end) await delay(LOOK_MS);
    const moment = Date.now() + AHEAD_MS;
    moments.push(moment);
    await appendFile(file, `${String(moment)}\n`);
    await delay(AHEAD_MS + CLEAR_AFTER_MS);
    isLeaping = false;
  };
  return {
    clock: createLeapingClock({ file, leapMs }),
    leaps: { file, leapMs },
    count: () => moments.filter((moment) => moment <= Date.now()).length,
    isLeaping: () => isLeaping,
    start: (everyMs, isQuiet) => {
      const over = new AbortController();
      const loop = async (): Promise<void> => {
        for (;;) {
          await delay(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
          if (over.signal.aborted) return;
          await leap(isQuiet);
        }
      };
      const looping = loop();
      return async () => {
        over.abort();
        await looping;
      };
    },
    remove: () => rm(file),
  };
}
