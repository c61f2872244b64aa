import { SEND_STATUSES, type SendStatus } from '../domain/send/sendStatus.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { HOUR_MS } from '../lib/clock.js';
import { groupBy } from '../lib/collections.js';
import { notFound } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import { createCalendar, lastDates } from './calendar.js';

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

const DAYS = 30;

/**
 * Counts by the hour a send was asked for in. An hour belongs to the local day in which it begins: where the zone's
 * offset is not whole hours, up to the first 45 minutes of a day count for the one before.
 * @throws InvalidInput for a time zone that is none; LetheError NOT_FOUND for a number that is not the account's
 */
export async function sendStatistics(core: Core, query: SendStatisticsQuery): Promise<SendStatistics> {
  const to = core.clock();
  const calendar = createCalendar(query.tz ?? 'UTC');
  const dates = lastDates(calendar.dateOf(to), 2 * DAYS);
  const present = new Set(dates.slice(DAYS));
  const earlier = new Set(dates.slice(0, DAYS));
  const [first = '', firstPresent = ''] = [dates[0], dates[DAYS]];

  const hours = await hoursOf(core, query, calendar.startOf(first), to);
  const days = groupBy(hours, ({ _id: hour }) => calendar.dateOf(hour));
  const sumOf = (wanted: ReadonlySet<string>): Counts =>
    [...days].flatMap(([date, list]) => (wanted.has(date) ? list : [])).reduce(add, NOTHING);
  const [now, before] = [sumOf(present), sumOf(earlier)];
  const [sent, sentBefore] = [takenOf(now), takenOf(before)];
  return {
    from: calendar.startOf(firstPresent),
    to,
    totalSent: sent,
    totalFailed: now.FAILED,
    sentPercentChange: changeOf(sentBefore, sent),
    failedPercentChange: changeOf(before.FAILED, now.FAILED),
    failureRate: percent(now.FAILED, sent + now.FAILED),
    dailyMessages: [...present].map((date) => ({
      date,
      count: (days.get(date) ?? []).reduce((sum, { total }) => sum + total, 0),
    })),
    statusDistribution: {
      queued: now.QUEUED,
      sent: now.SENT,
      delivered: now.DELIVERED,
      failed: now.FAILED,
      read: now.READ,
    },
  };
}

type Counts = Readonly<Record<SendStatus | 'total', number>>;
type Hour = Counts & { readonly _id: Date };

const NOTHING: Counts = { total: 0, QUEUED: 0, SENT: 0, DELIVERED: 0, READ: 0, FAILED: 0, CANCELED: 0 };

async function hoursOf(
  { documents }: Core,
  { account, numberId }: SendStatisticsQuery,
  from: Date,
  to: Date,
): Promise<readonly Hour[]> {
  // Removed ones as well: what they sent was sent.
  const known = await documents.find<NumberRow>(COLLECTIONS.numbers, { account }, { fields: ['removedAt'] });
  const numbers = known.filter(
    ({ _id, removedAt }) => numberId === undefined || (_id === numberId && !removedAt),
  );
  if (numberId !== undefined && numbers.length === 0) throw notFound('number');
  const hour = { $gt: new Date(from.getTime() - HOUR_MS), $lt: new Date(to.getTime() + 1) };
  const number = { $in: numbers.map(({ _id }) => _id) };
  const sums = SEND_STATUSES.map((status) => [status, { $sum: `$counts.${status}` }]);
  return documents.aggregate<Hour>(COLLECTIONS.sendCounters, [
    { $match: { account, number, hour } },
    { $group: { _id: '$hour', total: { $sum: '$total' }, ...Object.fromEntries(sums) } },
  ]);
}

function add(a: Counts, b: Counts): Counts {
  return {
    total: a.total + b.total,
    QUEUED: a.QUEUED + b.QUEUED,
    SENT: a.SENT + b.SENT,
    DELIVERED: a.DELIVERED + b.DELIVERED,
    READ: a.READ + b.READ,
    FAILED: a.FAILED + b.FAILED,
    CANCELED: a.CANCELED + b.CANCELED,
  };
}

function takenOf({ SENT, DELIVERED, READ }: Counts): number {
  return SENT + DELIVERED + READ;
}

function changeOf(before: number, now: number): number {
  if (before === 0) return now === 0 ? 0 : 100;
  return percent(now - before, before);
}

/** With one decimal. */
function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1_000) / 10;
}
