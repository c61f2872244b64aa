/** A JSON object whose fields nobody has checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Tells whether a parsed JSON value is an object (not an array, not null). */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives a field's object, or null where it is missing or something else. */
export function objectAt(from: Fields, key: string): Fields | null {
  const value = from[key];
  return isFields(value) ? value : null;
}

/** Gives a field's string, or null where it is missing, empty or something else. */
export function stringAt(from: Fields, key: string): string | null {
  const value = from[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Gives a field's finite number, also when it is written as a string (prices and quantities come both ways), or null. */
export function numberAt(from: Fields, key: string): number | null {
  const value = from[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Tells whether each of these fields is a string, or absent (missing or null). */
export function areStringsOrAbsent(from: Fields, keys: readonly string[]): boolean {
  return keys.every((key) => from[key] === undefined || from[key] === null || typeof from[key] === 'string');
}

const SEPARATORS = /[\s().-]/g;
const E164_DIGITS = /^[1-9]\d{1,14}$/;

/**
 * Gives a provider's address as E.164 with `+` (ITU-T E.164: at most 15 digits, no leading zero), or null where it is no
 * phone number. Accepts bare digits, a leading `+` and the usual separators: echoes repeat what the business typed.
 */
export function toPhone(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (E164_DIGITS.test(value)) return `+${value}`;
  const digits = value.replace(SEPARATORS, '');
  const bare = digits.startsWith('+') ? digits.slice(1) : digits;
  return E164_DIGITS.test(bare) ? `+${bare}` : null;
}

const SECONDS = /^\d{1,12}$/;
/** 2009-01-01: WhatsApp did not exist before, so an earlier time is a mistake and not a very old message. */
const EARLIEST_SECONDS = 1_230_768_000;

/**
 * Gives the time at which something happened: the provider's `timestamp` (seconds since 1970, as a string or a number),
 * or the arrival where it is missing, absurd or later than the arrival. A time in the future would outlive the
 * retention period; an absurdly early one would be swept at once.
 */
export function timeAt(from: Fields, receivedAt: Date): Date {
  const value = from['timestamp'];
  const seconds = typeof value === 'string' && SECONDS.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= EARLIEST_SECONDS)) return receivedAt;
  const milliseconds = Math.floor(seconds * 1000);
  return milliseconds < receivedAt.getTime() ? new Date(milliseconds) : receivedAt;
}
