import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.js';

const STEPS_MS = [
  SECOND_MS,
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
] as const;
/** A fifth more or less, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * How long to wait before the next try, in milliseconds.
 * @param attempts tries so far, from 1
 * @param retryAfterMs the least that the provider asks for; null: nothing
 * @param random from 0 to 1
 */
export function backoffMs(attempts: number, retryAfterMs: number | null, random: number): number {
  const step = STEPS_MS[Math.min(Math.max(attempts, 1), STEPS_MS.length) - 1] ?? HOUR_MS;
  const jittered = step * (1 - JITTER + 2 * JITTER * random);
  // Not all at the very instant that the provider named.
  const asked = retryAfterMs === null ? 0 : retryAfterMs * (1 + JITTER * random);
  return Math.round(Math.max(jittered, asked));
}
