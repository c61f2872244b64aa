import { DAY_MS, HOUR_MS, SECOND_MS } from '../lib/clock.js';
import type { AccountPolicy, Decider, NumberPolicy } from './policies.js';

/**
 * The grace of the two-hourly cleanup, and the minimum retention of a setting of 0 days
 * (seeds/data-retention.txt: "every 2 hours with a 2-hour grace period"; "0 days: Minimum retention of 2 hours").
 */
export const GRACE_MS = 2 * HOUR_MS;

/** Everything at or before `at` is out; null means that nothing is, and {@link EVERYTHING} that all is. */
export type Cutoff = Date | null;

/** Later than any record. */
export const EVERYTHING = new Date(8.64e15);

export function laterCutoff(a: Cutoff, b: Cutoff): Cutoff {
  if (!a || !b) return a ?? b;
  return a > b ? a : b;
}

function before(now: Date, ms: number): Date {
  return new Date(now.getTime() - ms);
}

/** What the account's retention no longer lets anyone read: `at <= cutoff`. 0 days leaves the minimum of 2 hours. */
export function accountReadCutoff(policy: AccountPolicy, now: Date): Cutoff {
  const window =
    policy.days === null ? null : before(now, policy.days === 0 ? GRACE_MS : policy.days * DAY_MS);
  return laterCutoff(window, policy.floor);
}

/** What a sweep as of `asOf` deletes: `at + days + 2 h grace <= asOf` (design §4), or past the floor. */
export function accountDueCutoff(policy: AccountPolicy, asOf: Date): Cutoff {
  const due = policy.days === null ? null : before(asOf, policy.days * DAY_MS + GRACE_MS);
  return laterCutoff(due, policy.floor);
}

/** What the number's PII mode no longer lets anyone read; the daily job deletes by the same line. */
export function numberCutoff(policy: NumberPolicy, now: Date): Cutoff {
  switch (policy.mode) {
    case 'RELAY_ONLY':
      return EVERYTHING;
    case 'STORE_X_DAYS':
      return laterCutoff(before(now, (policy.days ?? 0) * DAY_MS), policy.floor);
    case 'STORE_INDEFINITE':
      return policy.floor;
  }
}

/** The strictest of both: a chat record is readable when its `at` is later than this. */
export function chatReadCutoff(account: AccountPolicy, number: NumberPolicy, now: Date): Cutoff {
  return laterCutoff(accountReadCutoff(account, now), numberCutoff(number, now));
}

export function isReadable(at: Date, cutoff: Cutoff): boolean {
  return cutoff === null || at > cutoff;
}

/** The account's floor after its setting changed from `old` at `now`: what was due stays due (invariant 3). */
export function accountFloorAfter(old: AccountPolicy, now: Date): Cutoff {
  return accountDueCutoff(old, now);
}

/** The number's floor after its mode changed from `old` at `now`; leaving RELAY_ONLY forgets all up to now. */
export function numberFloorAfter(old: NumberPolicy, now: Date): Cutoff {
  return old.mode === 'RELAY_ONLY' ? laterCutoff(now, old.floor) : numberCutoff(old, now);
}

/**
 * The instant that decides a record's age: the provider's timestamp, or the arrival if that is earlier.
 *
 * Providers count in whole seconds. A record that came after a floor within the floor's own second would seem
 * older than the floor although it is not; it is dated just behind it.
 */
export function retentionTime(happenedAt: Date, arrivedAt: Date, floor: Cutoff): Date {
  const at = happenedAt < arrivedAt ? happenedAt : arrivedAt;
  const isSameSecond =
    floor !== null && at <= floor && arrivedAt > floor && floor.getTime() - at.getTime() < SECOND_MS;
  return isSameSecond ? new Date(floor.getTime() + 1) : at;
}

export interface Expiry {
  /** When the record stops being readable; null: no policy ends it. */
  readonly expiresAt: Date | null;
  readonly decidedBy: Decider | null;
}

/** When a chat record of `at` goes, and which policy decides that; the strictest wins (invariant 3). */
export function chatExpiry(account: AccountPolicy, number: NumberPolicy, at: Date): Expiry {
  const byAccount = accountEnd(account, at);
  const byNumber = numberEnd(number, at);
  if (byNumber !== null && (byAccount === null || byNumber <= byAccount)) {
    return { expiresAt: new Date(byNumber), decidedBy: 'NUMBER_PII_MODE' };
  }
  return byAccount === null
    ? { expiresAt: null, decidedBy: null }
    : { expiresAt: new Date(byAccount), decidedBy: 'ACCOUNT_RETENTION' };
}

/** When the account's retention ends what is of `at`, in milliseconds; null: never. Floors are not looked at. */
export function accountEnd({ days }: AccountPolicy, at: Date): number | null {
  return days === null ? null : at.getTime() + (days === 0 ? GRACE_MS : days * DAY_MS);
}

/** The same for the number's mode. */
export function numberEnd({ mode, days }: NumberPolicy, at: Date): number | null {
  switch (mode) {
    case 'RELAY_ONLY':
      return at.getTime();
    case 'STORE_X_DAYS':
      return at.getTime() + (days ?? 0) * DAY_MS;
    case 'STORE_INDEFINITE':
      return null;
  }
}

export const NOTICES = ['PII_RELAY_ONLY', 'PII_WINDOW', 'RETENTION_WINDOW'] as const;
/** Why a list is shorter than history. */
export type Notice = (typeof NOTICES)[number];

/** The notice of a number's lists: RELAY_ONLY, else the policy that draws the nearer line, else none. */
export function noticeOf(account: AccountPolicy, number: NumberPolicy, now: Date): Notice | null {
  if (number.mode === 'RELAY_ONLY') return 'PII_RELAY_ONLY';
  const byNumber = numberCutoff(number, now);
  const byAccount = accountReadCutoff(account, now);
  if (number.mode === 'STORE_X_DAYS' && byNumber && (!byAccount || byNumber >= byAccount))
    return 'PII_WINDOW';
  if (account.days !== null) return 'RETENTION_WINDOW';
  return number.mode === 'STORE_X_DAYS' ? 'PII_WINDOW' : null;
}
