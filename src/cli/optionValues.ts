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
