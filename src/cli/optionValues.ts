import { InvalidArgumentError } from 'commander';

/** For commander: a whole number within bounds. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${String(min)} to ${String(max)}.`);
  };
}

/** The same, or the word `none`. */
export function wholeNumberOrNone(min: number, max: number): (text: string) => number | null {
  const parse = wholeNumber(min, max);
  return (text) => (text === 'none' ? null : parse(text));
}

/** For commander: an instant in ISO 8601, a day without a time included. */
export function parseDate(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('It must be a date in ISO 8601, such as 2026-03-01.');
}
