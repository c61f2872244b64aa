import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/clock.js';
import { invalid } from '../lib/errors.js';

/** The days of a time zone, as `YYYY-MM-DD`. */
export interface Calendar {
  dateOf(instant: Date): string;
  /** The day's first instant. */
  startOf(date: string): Date;
}

/** The farthest that a zone has ever been ahead of UTC. */
const FARTHEST_MS = 15 * HOUR_MS;
/** Offsets are multiples of this. */
const STEP_MS = 15 * MINUTE_MS;

/** @throws InvalidInput unless `tz` is a name of the IANA time zone database */
export function createCalendar(tz: string): Calendar {
  const format = formatOf(tz);
  const dateOf = (instant: Date): string => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return [parts.get('year'), parts.get('month'), parts.get('day')].join('-');
  };
  return {
    dateOf,
    startOf: (date) => {
      const utc = Date.parse(`${date}T00:00:00.000Z`);
      // Where a change of the clock skips midnight, the day begins later; so it is looked for and not computed.
      for (let at = utc - FARTHEST_MS; at < utc + 2 * DAY_MS; at += STEP_MS)
        if (dateOf(new Date(at)) >= date) return new Date(at);
      return new Date(utc);
    },
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-CA', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  } catch {
    throw invalid('tz', 'INVALID', 'The time zone must be a name of the IANA database, like Europe/Berlin.');
  }
}

/** The day and those before it, oldest first, `count` in all. */
export function lastDates(date: string, count: number): readonly string[] {
  const last = Date.parse(`${date}T00:00:00.000Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(last - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
}
