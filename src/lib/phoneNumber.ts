import { invalid } from './errors.js';

/**
 * ITU-T E.164: a plus sign, a country code that does not start with 0, at most 15 digits in all. The
 * recommendation names no minimum; no dialable international number has fewer than 7 digits.
 */
const STRICT_E164 = /^\+[1-9]\d{6,14}$/;

/** Whether a value is an E.164 number as it is: no blanks, hyphens or brackets, nothing left to guess. */
export function isStrictPhoneNumber(value: unknown): value is string {
  return typeof value === 'string' && STRICT_E164.test(value);
}

/**
 * Gives the value back when it is strict E.164.
 * @throws InvalidInput `PHONE_NUMBER_INVALID` at `field`; the message does not repeat the value, which may be PII
 */
export function parsePhoneNumber(value: unknown, field = 'phoneNumber'): string {
  if (isStrictPhoneNumber(value)) return value;
  throw invalid(field, 'PHONE_NUMBER_INVALID', PHONE_NUMBER_MESSAGE);
}

export const PHONE_NUMBER_MESSAGE =
  'A phone number is written in E.164 form: "+", the country code and the number, digits only.';
