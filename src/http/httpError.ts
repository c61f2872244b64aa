/** The closed list of codes and the status each goes with (contracts/rest-v1.md, "Errors"); none changes meaning. */
export const HTTP_STATUSES = {
  INVALID_PAYLOAD: 400,
  INVALID_DATE_RANGE: 400,
  EMPTY_PATCH: 400,
  NUMBER_REQUIRED: 400,
  NUMBER_MISMATCH: 400,
  IDEMPOTENCY_KEY_INVALID: 400,
  FEATURE_NOT_SUPPORTED: 400,
  PROVIDER_REFUSED: 400,
  QUERY_TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TENANT_SCOPE_NOT_ALLOWED: 403,
  NUMBER_SCOPE_NOT_ALLOWED: 403,
  NOT_FOUND: 404,
  NUMBER_NOT_FOUND: 404,
  WEBHOOK_NOT_FOUND: 404,
  MEDIA_NOT_FOUND: 404,
  MESSAGE_NOT_FOUND: 404,
  CALL_NOT_FOUND: 404,
  TEMPLATE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_KEY_IN_USE: 409,
  PAYLOAD_TOO_LARGE: 413,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  UPSTREAM_ERROR: 503,
  UPSTREAM_TIMEOUT: 503,
  PROVIDER_NOT_CONFIGURED: 503,
} as const;
export type HttpErrorCode = keyof typeof HTTP_STATUSES;

/** One thing wrong with what was sent; `path` is the field's or parameter's name, with dots between levels. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** A refusal that may be shown: message and details carry no PII, and nothing of a body but its fields' names. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly code: HttpErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  get status(): number {
    return HTTP_STATUSES[this.code];
  }
}

export function invalidPayload(issues: readonly Issue[]): HttpError {
  return new HttpError('INVALID_PAYLOAD', 'The request is not valid; the issues say why.', { issues });
}

export function numberNotFound(): HttpError {
  return new HttpError('NUMBER_NOT_FOUND', 'No such number, or it is not yours to see.');
}

/** @param allowed what the address takes (RFC 9110, section 15.5.6) */
export function methodNotAllowed(allowed: readonly string[]): HttpError {
  const message = `This address takes ${allowed.join(', ')} alone.`;
  return new HttpError('METHOD_NOT_ALLOWED', message, {}, { allow: allowed.join(', ') });
}

export function payloadTooLarge(): HttpError {
  return new HttpError('PAYLOAD_TOO_LARGE', 'The body is too large.');
}

/** Also for those who read an error's `statusCode` alone, as Fastify's own have it. */
export function tooDeep(): HttpError & { readonly statusCode: number } {
  const refusal = invalidPayload([{ path: '', message: 'The body is nested too deeply.' }]);
  return Object.assign(refusal, { statusCode: refusal.status });
}

/** Refused for now, and worth another try. */
export function tryAgainLater(message: string, retryAfterSeconds = 5): HttpError {
  return new HttpError('UPSTREAM_ERROR', message, {}, { 'retry-after': String(retryAfterSeconds) });
}
