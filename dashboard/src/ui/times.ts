const SECOND = 1_000;
const STEPS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** "5 minutes ago", "in 2 hours"; under a minute "now". @param at ISO 8601 @param now milliseconds */
export function relativeTime(at: string, now: number, language: string): string {
  const seconds = (Date.parse(at) - now) / SECOND;
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? format.format(Math.round(seconds / step[1]), step[0]) : format.format(0, 'second');
}

/** In the reader's own zone. @param at ISO 8601 */
export function clockTime(at: string, as: 'full' | 'date' | 'time', language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    ...(as !== 'time' && { dateStyle: 'medium' }),
    ...(as !== 'date' && { timeStyle: 'short' }),
  });
  return format.format(new Date(at));
}

/** `2026-01-31 09:05:00`, in UTC. */
export function utcTime(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
