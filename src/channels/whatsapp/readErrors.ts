import type { ProviderError } from '../content.js';
import { isFields, objectAt, stringAt, type Fields } from './fields.js';

/** Longest text kept of one field, in characters, and most errors kept of one list. */
const MAX_TEXT = 500;
const MAX_ERRORS = 20;

// Error texts outlive the redaction of a send-log entry, so nothing in them may point at a person: numbers long enough to
// be a phone number (the provider's own error codes have six digits), message ids, user ids, addresses and user names.
const TRACES =
  /wamid\.[\w+/=-]+|\b[A-Z]{2}(?:\.ENT)?\.\w+|[^\s@<>]{1,64}@[^\s@<>]{1,255}|(?<!\w)@[\w.]+|\+?\d(?:[\s().-]{0,2}\d){6,}/g;

function cleanText(from: Fields, key: string): string | null {
  // Cut only after cleaning, or a cut address would no longer look like one; cut before as well, to bound the work.
  const text = stringAt(from, key)?.slice(0, 2 * MAX_TEXT);
  return text?.replace(TRACES, '[removed]').slice(0, MAX_TEXT) ?? null;
}

/** Gives a provider's error code (an integer), or null. */
export function errorCode(value: unknown): number | null {
  if (!isFields(value)) return null;
  const code = value['code'];
  return typeof code === 'number' && Number.isSafeInteger(code) ? code : null;
}

/**
 * Reads `errors: [{ code, title, message, error_data: { details }, href }]`.
 *
 * Needs the unchecked list; gives one error for each object among the first 20, its texts without traces of a person and at most 500
 * characters each; an empty list for anything else. Never throws.
 */
export function readErrors(list: unknown): readonly ProviderError[] {
  if (!Array.isArray(list)) return [];
  return list
    .slice(0, MAX_ERRORS)
    .filter(isFields)
    .map((error) => {
      const data = objectAt(error, 'error_data');
      const href = stringAt(error, 'href');
      return {
        code: errorCode(error),
        title: cleanText(error, 'title'),
        message: cleanText(error, 'message'),
        details: data === null ? null : cleanText(data, 'details'),
        href: href?.startsWith('https://developers.facebook.com/') === true ? cleanText(error, 'href') : null,
      };
    });
}
