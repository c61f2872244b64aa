import type { UserError } from '../../lib/errors.js';

/** Gathers what is wrong with an input; messages never repeat a value, which may be PII. */
export interface Issues {
  add(field: string, code: string, message: string): void;
  /** Adds an issue when a text is longer than `max` characters, or blank. */
  text(field: string, value: string, max: number): void;
  found(): readonly UserError[];
}

export function createIssues(): Issues {
  const found: UserError[] = [];
  const add = (field: string, code: string, message: string): void => {
    found.push({ field, code, message });
  };
  return {
    add,
    text: (field, value, max) => {
      if (value.trim() === '') add(field, 'REQUIRED', `${field} must not be blank.`);
      // By code points, as the provider counts, not by UTF-16 units.
      else if (codePoints(value) > max)
        add(field, 'TOO_LONG', `${field} may have at most ${String(max)} characters.`);
    },
    found: () => found,
  };
}

/** A text that was given, else null: null, absent and empty mean the same. */
export function given(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : value;
}

/** Adds an issue when an address is not one that a provider fetches or a person opens. */
export function checkUrl(issues: Issues, field: string, value: string): void {
  const isWeb = URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
  if (!isWeb || value.length > MAX_URL)
    issues.add(
      field,
      'URL_INVALID',
      `${field} must be an http or https address of at most ${String(MAX_URL)} characters.`,
    );
}

function codePoints(value: string): number {
  return value.length - (value.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0);
}

const MAX_URL = 2_000;
