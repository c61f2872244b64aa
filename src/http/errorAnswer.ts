import { isDatabaseAway } from '../lib/databaseAway.js';
import { InvalidInput, LetheError, type ErrorCode } from '../lib/errors.js';
import { SendRefused } from '../sending/sendRefused.js';
import {
  HttpError,
  invalidPayload,
  payloadTooLarge,
  tryAgainLater,
  type HttpErrorCode,
} from './httpError.js';

/** REST's codes for those of the product; REST clients know no others. */
const CODES: Readonly<Record<ErrorCode, HttpErrorCode>> = {
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  FORBIDDEN: 'FORBIDDEN',
  NOT_FOUND: 'NOT_FOUND',
  BAD_USER_INPUT: 'INVALID_PAYLOAD',
  RATE_LIMITED: 'RATE_LIMITED',
  CONFLICT: 'CONFLICT',
  UPSTREAM_UNAVAILABLE: 'UPSTREAM_ERROR',
  QUERY_TOO_COMPLEX: 'QUERY_TOO_COMPLEX',
  INTERNAL_SERVER_ERROR: 'INTERNAL_SERVER_ERROR',
};

/** When to come back, where nobody knows better. */
const RETRY_SECONDS = 5;

/** Fastify's own refusals; any other of its 4xx means that the body could not be read as JSON. */
const FASTIFY_NOT_FOUND = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH', 'FST_ERR_NOT_FOUND']);

/** Turns anything thrown into a refusal that may be shown; null: nobody foresaw it, and its message stays inside. */
export function refusalOf(error: unknown): HttpError | null {
  if (error instanceof HttpError) return error;
  if (error instanceof InvalidInput)
    return invalidPayload(error.errors.map(({ field, message }) => ({ path: field, message })));
  if (error instanceof SendRefused) return ofSend(error);
  if (error instanceof LetheError) return ofLethe(error);
  if (!(error instanceof Error)) return null;
  if (isDatabaseAway(error)) return tryAgainLater('The database cannot be reached.');
  return ofFastify(error);
}

export function nothingHere(): HttpError {
  return new HttpError('NOT_FOUND', 'There is nothing at this address.');
}

function ofLethe(error: LetheError): HttpError {
  return new HttpError(CODES[error.code], error.message, error.details, retryAfter(error));
}

/** A refused send has REST's own codes, which say more than the product's. */
function ofSend(error: SendRefused): HttpError {
  const { reason: _reason, ...details } = error.details;
  const isWorthATry = error.reason === 'UPSTREAM_ERROR' || error.reason === 'UPSTREAM_TIMEOUT';
  const headers = { ...(isWorthATry && { 'retry-after': String(RETRY_SECONDS) }), ...retryAfter(error) };
  return new HttpError(error.reason, error.message, details, headers);
}

function retryAfter({ details: { retryAfterSeconds } }: LetheError): Readonly<Record<string, string>> {
  return typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {};
}

function ofFastify(error: Error): HttpError | null {
  const { code, statusCode } = error as Error & { readonly code?: unknown; readonly statusCode?: unknown };
  if (typeof code === 'string' && FASTIFY_NOT_FOUND.has(code)) return nothingHere();
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return null;
  if (statusCode === 413) return payloadTooLarge();
  // Its message is not passed on: a syntax error quotes the body.
  return invalidPayload([{ path: '', message: 'The body must be valid JSON, sent as application/json.' }]);
}
