import type { UserError } from '../../lib/errors.js';

/** The hours of the day in which an account's cleanups may run by themselves. */
export interface SweepWindow {
  /** Whole hours, 0 to 23: from here on. */
  readonly fromHour: number;
  /** Up to here, exclusively. Below `fromHour`: it is over midnight that the window goes. */
  readonly toHour: number;
  /** Whose hours: an IANA name such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** There is a cleanup every two hours: a window of two always has one of them. */
export const MIN_WINDOW_HOURS = 2;
const HOURS = 24;

/** What is wrong with a window; what clients sent is not trusted. */
export function sweepWindowErrors({ fromHour, toHour, timeZone }: SweepWindow): readonly UserError[] {
  const errors = [...hourErrors('fromHour', fromHour), ...hourErrors('toHour', toHour)];
  if (errors.length === 0 && hoursOf(fromHour, toHour) < MIN_WINDOW_HOURS) {
    const message = `A window has at least ${String(MIN_WINDOW_HOURS)} hours, for the cleanup runs every two; null: it may run at any time.`;
    errors.push({ field: 'toHour', code: 'WINDOW_TOO_SHORT', message });
  }
  if (!isTimeZone(timeZone)) {
    const message = 'A time zone has a name of the IANA database, such as Europe/Berlin or UTC.';
    errors.push({ field: 'timeZone', code: 'TIME_ZONE_INVALID', message });
  }
  return errors;
}

function hourErrors(field: string, hour: unknown): UserError[] {
  if (typeof hour === 'number' && Number.isInteger(hour) && hour >= 0 && hour < HOURS) return [];
  return [{ field, code: 'HOUR_INVALID', message: 'Hours are a whole number from 0 to 23.' }];
}

function hoursOf(fromHour: number, toHour: number): number {
  return (toHour - fromHour + HOURS) % HOURS;
}

function isTimeZone(name: string): boolean {
  try {
    hourClock(name);
    return true;
  } catch {
    return false;
  }
}

/** Gives what tells whether an instant is within the window; null: every one is. */
export function insideOf(window: SweepWindow | null): (at: Date) => boolean {
  if (window === null) return () => true;
  const { fromHour, toHour, timeZone } = window;
  const hourAt = hourClock(timeZone);
  return (at) => hoursOf(fromHour, hourAt(at)) < hoursOf(fromHour, toHour);
}

/** The hour of the day there. @throws RangeError for a zone that is unknown */
function hourClock(timeZone: string): (at: Date) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  return (at) => Number(format.format(at));
}
