import { InvalidInput, type UserError } from '../lib/errors.js';

export const MAX_NAME_LENGTH = 100;
// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Throws all that is wrong at once: whoever fills in a form wants to hear it in one answer. */
export function assertValid(...lists: readonly (readonly UserError[])[]): void {
  const errors = lists.flat();
  if (errors.length > 0) throw new InvalidInput(errors);
}

/** A name for people: 1 to {@link MAX_NAME_LENGTH} characters after trimming, on one line. */
export function nameErrors(field: string, name: string): readonly UserError[] {
  const { length } = name.trim();
  if (length >= 1 && length <= MAX_NAME_LENGTH && !CONTROL.test(name)) return [];
  const message = `A name has 1 to ${String(MAX_NAME_LENGTH)} characters on one line.`;
  return [{ field, code: 'NAME_INVALID', message }];
}

/** A number of whole days within bounds; surfaces hand over what they were sent, so the type is not trusted. */
export function daysErrors(field: string, days: unknown, min: number, max: number): readonly UserError[] {
  if (typeof days === 'number' && Number.isInteger(days) && days >= min && days <= max) return [];
  const message = `Days are a whole number from ${String(min)} to ${String(max)}.`;
  return [{ field, code: 'DAYS_INVALID', message }];
}

/** A provider's id: visible ASCII without blanks, as it is put into addresses. */
export function identifierErrors(field: string, value: string): readonly UserError[] {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(value)) return [];
  const message = 'An identifier has 1 to 128 letters, digits, hyphens or underscores.';
  return [{ field, code: 'IDENTIFIER_INVALID', message }];
}
