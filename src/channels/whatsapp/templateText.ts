import type { JsonValue } from '../json.js';

/** One thing wrong with the variables of a template. */
export interface TemplateProblem {
  /** The key; null where it may not be repeated, because it does not look like one. */
  readonly variable: string | null;
  readonly code: 'MISSING' | 'EMPTY' | 'UNKNOWN' | 'INVALID' | 'UNSUPPORTED';
  /** A sentence free of PII. */
  readonly message: string;
}

export type Variables = Readonly<Record<string, string>>;

/** What one part of a template takes from the variables. */
export interface FilledPart {
  /** None: the provider needs to be told nothing of this part. */
  readonly components: readonly JsonValue[];
  /** As the recipient reads it; null: the part shows no text. */
  readonly text: string | null;
  /** The variables' keys that it uses. */
  readonly used: readonly string[];
  readonly problems: readonly TemplateProblem[];
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The names of a text's placeholders, each once; positional ones in the order of their numbers, as the provider wants. */
export function namesIn(text: string): readonly string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []))];
  return names.every((name) => /^\d+$/.test(name)) ? names.sort((a, b) => Number(a) - Number(b)) : names;
}

export interface FilledPlaceholders {
  readonly filled: string;
  readonly values: readonly { readonly name: string; readonly key: string; readonly value: string }[];
  readonly problems: readonly TemplateProblem[];
}

/** Puts values in place of placeholders, in one pass: what a value contains is not looked at. */
export function fillPlaceholders(
  text: string,
  variables: Variables,
  keyOf: (name: string) => string,
): FilledPlaceholders {
  const problems: TemplateProblem[] = [];
  const values = namesIn(text).map((name) => {
    const key = keyOf(name);
    const value = valueOf(variables, key);
    if (typeof value !== 'string') problems.push(value);
    return { name, key, value: typeof value === 'string' ? value : '' };
  });
  const byName = new Map(values.map(({ name, value }) => [name, value]));
  const filled = text.replace(PLACEHOLDER, (_all, name: string) => byName.get(name) ?? '');
  return { filled, values, problems };
}

/** A variable's value, or what is wrong with it. The provider takes no empty one. */
export function valueOf(variables: Variables, key: string): string | TemplateProblem {
  const value = Object.hasOwn(variables, key) ? variables[key] : undefined;
  if (value === undefined)
    return { variable: key, code: 'MISSING', message: `The template needs the variable ${key}.` };
  if (value.trim() === '')
    return { variable: key, code: 'EMPTY', message: `The variable ${key} must not be empty.` };
  return value;
}
