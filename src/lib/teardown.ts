import { SECOND_MS } from './clock.js';
import { errorName } from './errors.js';
import type { Log } from './log.js';
import { within } from './within.js';

/** All of it, so that whoever waits for the process (systemd, Kubernetes) need not kill it: ten seconds are usual. */
const TOTAL_MS = 9 * SECOND_MS;
const STEP_MS = 2 * SECOND_MS;
/** What even the last steps get, however long those before them took. */
const LEAST_MS = SECOND_MS / 4;

/** Ends what was started, the last first. A part that hangs or fails holds up no other for long, and is logged. */
export interface Teardown {
  /**
   * @param parts by name, for the log; they end side by side, before everything that was added earlier
   * @param limitMs how long is waited for them, in milliseconds
   */
  add(parts: Readonly<Record<string, () => unknown>>, limitMs?: number): void;
  /** Called again, it waits for what is left: nothing ends twice. Never throws. */
  run(): Promise<void>;
}

/** @param totalMs what all steps together may take, in milliseconds */
export function createTeardown(log: Log, totalMs: number = TOTAL_MS): Teardown {
  const steps: { readonly parts: Readonly<Record<string, () => unknown>>; readonly limitMs: number }[] = [];
  let running: Promise<void> | null = null;

  const end = async (name: string, part: () => unknown, ms: number): Promise<void> => {
    try {
      const work = Promise.resolve().then(part);
      if (!(await within(ms, work))) log.warn({ part: name, ms }, 'A part did not stop in time and is left.');
    } catch (error) {
      log.error({ part: name, reason: errorName(error) }, 'A part could not be stopped.');
    }
  };
  const run = async (): Promise<void> => {
    const until = performance.now() + totalMs;
    for (let step = steps.pop(); step; step = steps.pop()) {
      const ms = Math.max(LEAST_MS, Math.min(step.limitMs, until - performance.now()));
      await Promise.all(Object.entries(step.parts).map(([name, part]) => end(name, part, ms)));
    }
  };

  return {
    add: (parts, limitMs = STEP_MS) => {
      steps.push({ parts, limitMs });
    },
    run: () => (running ??= run()),
  };
}
