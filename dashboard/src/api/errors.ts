/** What the gateway refused. `code` is from its closed list, or `NETWORK` when there was no answer at all. */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** One thing wrong with one field of what was entered. */
export interface UserError {
  readonly field: string;
  readonly message: string;
  readonly code: string;
}

/** What was entered breaks a rule; nothing was changed. */
export class InputRefused extends ApiError {
  override readonly name = 'InputRefused';
  constructor(readonly errors: readonly UserError[]) {
    super('BAD_USER_INPUT', errors.map(({ message }) => message).join(' '));
  }
}

/** The message about one field, if the error has one. @param field as the schema names it */
export function errorOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof InputRefused)) return undefined;
  return error.errors.find((one) => one.field === field || one.field.startsWith(`${field}.`))?.message;
}

/** What belongs to none of these fields, and has to be told elsewhere; null: nothing. */
export function otherError(error: Error | null, fields: readonly string[] = []): string | null {
  if (error === null) return null;
  if (!(error instanceof InputRefused)) return error.message;
  const others = error.errors.filter(({ field }) => !fields.some((one) => field.startsWith(one)));
  return others.length === 0 ? null : others.map(({ message }) => message).join(' ');
}

/** Whether nobody is signed in any more. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'UNAUTHENTICATED';
}

/** Whether what was asked for does not exist, or not for whoever asks. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'NOT_FOUND';
}
