import type { SendInput } from '../sendInput.js';
import type { Issues } from './issues.js';

const MAX_LABELS = 20;
const MAX_LABEL = 100;
const MAX_VARIABLES = 100;
const MAX_VARIABLE_NAME = 100;
const MAX_VARIABLE = 1_024;

export function readLabels({ labels }: SendInput, issues: Issues): readonly string[] {
  const given = labels ?? [];
  if (given.length > MAX_LABELS) issues.add('labels', 'TOO_MANY', 'labels may hold at most 20.');
  given.forEach((label, index) => {
    issues.text(`labels.${String(index)}`, label, MAX_LABEL);
  });
  return [...new Set(given)];
}

/** Names are not repeated in messages: a caller may have put a person's data there. */
export function readVariables({ variables }: SendInput, issues: Issues): Readonly<Record<string, string>> {
  const entries = Object.entries(variables ?? {});
  if (entries.length > MAX_VARIABLES) issues.add('variables', 'TOO_MANY', 'variables may hold at most 100.');
  for (const [name, value] of entries) {
    if (name === '' || name.length > MAX_VARIABLE_NAME || value.length > MAX_VARIABLE)
      issues.add(
        'variables',
        'TOO_LONG',
        'The name of a variable may have 1 to 100 characters, its value at most 1,024.',
      );
  }
  return Object.fromEntries(entries);
}
