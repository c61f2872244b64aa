/** The hours of a day, 0 to 23. */
export const HOURS: readonly number[] = Array.from({ length: 24 }, (_hour, index) => index);

/** An hour of the day as the reader writes it: `22:00`, `10 PM`. @param hour 0 to 23 */
export function hourText(hour: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' });
  return format.format(Date.UTC(2000, 0, 1, hour));
}
