/** The closed list of reasons for which the product refuses something; clients branch on it. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'CONFLICT',
  'UPSTREAM_UNAVAILABLE',
  'QUERY_TOO_COMPLEX',
  'INTERNAL_SERVER_ERROR',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/**
 * A refusal that may be shown to whoever asked. The message is a sentence for people and never carries PII;
 * `details` are safe to show as well.
 */
export class LetheError extends Error {
  override readonly name: string = 'LetheError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** One thing wrong with one field of what was sent; `code` is stable, `message` is for people. */
export interface UserError {
  readonly field: string;
  readonly message: string;
  readonly code: string;
}

/** Thrown where a command breaks a rule of the domain; becomes `userErrors` in GraphQL and a 4xx in REST. */
export class InvalidInput extends LetheError {
  override readonly name = 'InvalidInput';
  constructor(readonly errors: readonly UserError[]) {
    super('BAD_USER_INPUT', errors.map((error) => error.message).join(' '), { errors });
  }
}

export function invalid(field: string, code: string, message: string): InvalidInput {
  return new InvalidInput([{ field, code, message }]);
}

export function notFound(what: string): LetheError {
  return new LetheError('NOT_FOUND', `No such ${what}, or it is not yours to see.`);
}

/** The name of a thrown value's class: what a log may carry of an error whose message could hold PII. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
