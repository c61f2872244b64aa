import type { z } from 'zod';
import { invalidPayload, type Issue } from '../httpError.js';

const MAX_ISSUES = 20;
const MAX_PATH = 100;

/**
 * Parses what was sent, once; past this line nobody checks again.
 * @throws HttpError INVALID_PAYLOAD with an issue for each field that is wrong; none repeats a value
 */
export function parse<T>(schema: z.ZodType<T>, sent: unknown): T {
  const { success, data, error } = schema.safeParse(sent);
  if (success) return data;
  throw invalidPayload(error.issues.flatMap(issuesOf).slice(0, MAX_ISSUES));
}

function issuesOf(issue: z.core.$ZodIssue): Issue[] {
  const at = (...more: readonly PropertyKey[]): string =>
    [...issue.path, ...more].map(String).join('.').slice(0, MAX_PATH);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: at(key), message: 'There is no such field.' }));
  return [{ path: at(), message: issue.message }];
}
