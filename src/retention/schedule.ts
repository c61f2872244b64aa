import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/clock.js';
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

/** When the account's next cleanup starts; null: nothing is swept. */
export function nextSweepAt(policy: AccountPolicy, now: Date): Date | null {
  if (policy.days === null && policy.floor === null) return null;
  return nextMultiple(now, SWEEP_EVERY_MS, 0);
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
