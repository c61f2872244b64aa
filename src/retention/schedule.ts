import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/clock.js';
import { insideOf, type SweepWindow } from '../domain/account/sweepWindow.js';
import type { AccountPolicy, NumberPolicy } from '../domain/policies.js';

/** The cleanup runs every 2 hours (seeds/data-retention.txt), at even hours UTC. */
const SWEEP_EVERY_MS = 2 * HOUR_MS;
export const SWEEP_CRON = '0 */2 * * *';

/** The daily job of seeds/pii-modes.txt, between two cleanups. */
const NUMBER_RUN_AT_MS = 30 * MINUTE_MS;
export const NUMBER_RUN_CRON = '30 0 * * *';

/** The daily job of the API keys' retention (seeds/pii-modes.txt, "kept for up to N days"). */
const API_KEY_RUN_AT_MS = 45 * MINUTE_MS;
export const API_KEY_RUN_CRON = '45 0 * * *';

/** A window of two hours has a cleanup each day; where a clock change takes its hours away, on the next. */
const TICKS = (3 * DAY_MS) / SWEEP_EVERY_MS;

/** When the account's next cleanup starts; null: nothing is swept. */
export function nextSweepAt(policy: AccountPolicy, window: SweepWindow | null, now: Date): Date | null {
  if (!isSwept(policy)) return null;
  const first = nextMultiple(now, SWEEP_EVERY_MS, 0);
  return firstInside(window, first, SWEEP_EVERY_MS);
}

/** The newest instant, `now` included, at which a cleanup was to start within the window. */
export function lastSweepAt(window: SweepWindow | null, now: Date): Date {
  const last = new Date(nextMultiple(now, SWEEP_EVERY_MS, 0).getTime() - SWEEP_EVERY_MS);
  return firstInside(window, last, -SWEEP_EVERY_MS);
}

/** Whether cleanups find anything due in an account with this policy. */
export function isSwept({ days, floor }: AccountPolicy): boolean {
  return days !== null || floor !== null;
}

function firstInside(window: SweepWindow | null, from: Date, step: number): Date {
  const isInside = insideOf(window);
  const ticks = Array.from({ length: TICKS }, (_, tick) => new Date(from.getTime() + tick * step));
  return ticks.find(isInside) ?? from;
}

/** When the daily job next looks at the number; null: its mode deletes nothing. */
export function nextNumberRunAt(policy: NumberPolicy, now: Date): Date | null {
  if (policy.mode === 'STORE_INDEFINITE' && policy.floor === null) return null;
  return nextMultiple(now, DAY_MS, NUMBER_RUN_AT_MS);
}

/** When the daily job next looks at the keys' send logs: every key has a retention. */
export function nextApiKeyRunAt(now: Date): Date {
  return nextMultiple(now, DAY_MS, API_KEY_RUN_AT_MS);
}

function nextMultiple(now: Date, every: number, offset: number): Date {
  return new Date((Math.floor((now.getTime() - offset) / every) + 1) * every + offset);
}
