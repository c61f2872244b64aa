const FORM = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+\- ]\d{2}:?\d{2})?)?$/i;
const OFFSET = /^[+\- ](\d{2}):?(\d{2})$/;

/**
 * Reads an instant in ISO 8601. A day without a time means all of that day, in UTC: `edge` says which end is asked
 * for. A time without an offset is UTC. A blank in the offset's place of the sign is the `+` that a client forgot to
 * encode in a query.
 * @returns null for anything else, also a day that no calendar has
 */
export function parseDateTime(text: string, edge: 'START' | 'END'): Date | null {
  const [, day, time, offset = 'Z'] = FORM.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return null;
  const clock = time ?? (edge === 'START' ? '00:00' : '23:59:59.999');
  const sign = offset.startsWith('-') ? '-' : '+';
  const at = new Date(`${day}T${clock}${offset.replace(OFFSET, `${sign}$1:$2`).toUpperCase()}`);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** `Date` itself rolls the 30th of February over into March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
