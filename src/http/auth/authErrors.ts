import { randomUUID } from 'node:crypto';
import { SecondFactorNeeded } from '../../auth/secondFactorNeeded.js';
import { errorName, InvalidInput, LetheError, type ErrorCode } from '../../lib/errors.js';
import type { Log } from '../../lib/log.js';

export interface ErrorAnswer {
  readonly status: number;
  /** Headers beside the body's. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> & { readonly error: string; readonly code: string };
}

const STATUS: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  RATE_LIMITED: 429,
  CONFLICT: 409,
  UPSTREAM_UNAVAILABLE: 503,
  QUERY_TOO_COMPLEX: 400,
  INTERNAL_SERVER_ERROR: 500,
};

/** Turns anything thrown into a safe answer; what is not meant for people is logged under an id, without values. */
export function toErrorAnswer(error: unknown, log: Log): ErrorAnswer {
  if (error instanceof InvalidInput) {
    const issues = error.errors.map(({ field, message, code }) => ({ path: field, message, code }));
    return answer(400, { error: error.message, code: 'INVALID_PAYLOAD', issues });
  }
  if (error instanceof LetheError) {
    const { retryAfterSeconds } = error.details;
    const headers: Record<string, string> =
      typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {};
    // Signing in has its own words for it, as nothing else has: a page must know which field to show.
    const code = error instanceof SecondFactorNeeded ? error.reason : error.code;
    return answer(STATUS[error.code], { error: error.message, code }, headers);
  }
  switch (frameworkStatus(error)) {
    case 400:
      return answer(400, { error: 'The body is malformed.', code: 'INVALID_PAYLOAD' });
    case 413:
      return answer(413, { error: 'The body is too large.', code: 'PAYLOAD_TOO_LARGE' });
    case 415:
      return answer(415, { error: 'Send JSON or a form.', code: 'UNSUPPORTED_MEDIA_TYPE' });
    default: {
      const errorId = randomUUID();
      log.error({ errorId, error: errorName(error) }, 'A request for signing in failed.');
      return answer(500, { error: `Something went wrong (${errorId}).`, code: 'INTERNAL_SERVER_ERROR' });
    }
  }
}

function answer(
  status: number,
  body: ErrorAnswer['body'],
  headers: ErrorAnswer['headers'] = {},
): ErrorAnswer {
  return { status, headers, body };
}

function frameworkStatus(error: unknown): unknown {
  return error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
}
