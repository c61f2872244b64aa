import type { Core } from '../events/core.js';

export interface SendStatisticsQuery {
  readonly account: string;
  /** Of one number; absent: of the whole account. */
  readonly numberId?: string;
  /** IANA time zone that days are counted in; UTC without. */
  readonly tz?: string;
}

/** What became of the sends of the last 30 days, today included. No PII; survives redaction and every mode. */
export interface SendStatistics {
  /** The beginning of the first of the 30 days. */
  readonly from: Date;
  readonly to: Date;
  /** Taken by the provider and not failed since. */
  readonly totalSent: number;
  readonly totalFailed: number;
  /** Against the 30 days before, in percent; 100 where those had none. */
  readonly sentPercentChange: number;
  readonly failedPercentChange: number;
  /** Failed of all that were sent or failed, in percent (0 to 100). */
  readonly failureRate: number;
  /** All that were asked for, by local day (`YYYY-MM-DD`), oldest first; 30 entries. */
  readonly dailyMessages: readonly { readonly date: string; readonly count: number }[];
  /** By present status; what was canceled is in none. */
  readonly statusDistribution: {
    readonly queued: number;
    readonly sent: number;
    readonly delivered: number;
    readonly failed: number;
    readonly read: number;
  };
}

/** @throws InvalidInput for a time zone that is none; NOT_FOUND for a number that is not the account's */
export function sendStatistics(_core: Core, _query: SendStatisticsQuery): Promise<SendStatistics> {
  return Promise.reject(new Error('under way'));
}
