import type { RefusalClass, SendOutcome } from '../outbound.js';
import { isFields, objectAt } from './fields.js';
import { errorCode } from './readErrors.js';
import { refusalSentence } from './refusalSentences.js';

export type Refusal = Extract<SendOutcome, { readonly kind: 'REFUSED' }>;

/** An answer that is no success. */
export interface RefusedAnswer {
  readonly status: number;
  /** Parsed JSON; undefined where it is none. */
  readonly body: unknown;
  /** The body did not arrive whole. */
  readonly isCut: boolean;
  /** The header's value. */
  readonly retryAfter: string | readonly string[] | undefined;
}

/** The provider's codes (contracts/whatsapp-cloud.md, "Errors"); of each throttling, what it throttles. */
const THROTTLES: ReadonlyMap<number, 'NUMBER' | 'RECIPIENT'> = new Map([
  [4, 'NUMBER'],
  [80007, 'NUMBER'],
  [130429, 'NUMBER'],
  [131048, 'NUMBER'],
  [131056, 'RECIPIENT'],
  [133016, 'NUMBER'],
]);
const NEVER: ReadonlySet<number> = new Set([131047, 131049, 131050, 368, 130497, 131031]);
const TOKEN: ReadonlySet<number> = new Set([0, 190]);

const UNAUTHORIZED = 401;
const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;
const FIRST_SERVER_ERROR = 500;
const FIRST_CLIENT_ERROR = 400;
/** A gateway before the provider had no good answer from behind it: what it passed on may have been taken. */
const AMBIGUOUS: ReadonlySet<number> = new Set([502, 504]);

/**
 * What a refusal means. The provider's `code` decides, since its HTTP status varies; the status decides only where the
 * code is not known. Null: it is no refusal, whether the provider took the request cannot be told.
 */
export function classifyRefusal(answer: RefusedAnswer, now: Date): Refusal | null {
  const { status, body, isCut } = answer;
  const error = isFields(body) ? objectAt(body, 'error') : null;
  if (error === null && (status < 300 || AMBIGUOUS.has(status))) return null;
  const code = errorCode(error);
  const throttles =
    (code !== null ? THROTTLES.get(code) : undefined) ?? (status === TOO_MANY_REQUESTS ? 'NUMBER' : null);
  const refusalClass = classOf(code, status, isCut || error?.['is_transient'] === true);
  return {
    kind: 'REFUSED',
    class: refusalClass,
    code,
    httpStatus: status,
    message: refusalSentence(code, refusalClass),
    retryAfterMs: refusalClass === 'RETRY' ? parseRetryAfter(answer.retryAfter, now) : null,
    throttles: refusalClass === 'RETRY' ? throttles : null,
  };
}

function classOf(code: number | null, status: number, isTransient: boolean): RefusalClass {
  if (code !== null && TOKEN.has(code)) return 'TOKEN';
  if (code !== null && THROTTLES.has(code)) return 'RETRY';
  if (code !== null && NEVER.has(code)) return 'NEVER';
  if (isTransient || status === TOO_MANY_REQUESTS || status === REQUEST_TIMEOUT) return 'RETRY';
  if (status === UNAUTHORIZED) return 'TOKEN';
  // A redirect is nothing that the provider does: somebody stands between, or the address is wrong. Both get mended.
  return status >= FIRST_SERVER_ERROR || status < FIRST_CLIENT_ERROR ? 'RETRY' : 'NEVER';
}

/** Longest wait that is believed, in milliseconds: a day, after which no send is tried any more. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/** Reads `Retry-After` (RFC 9110, 10.2.3: seconds or a date) into milliseconds from `now`; null where it is neither. */
export function parseRetryAfter(value: string | readonly string[] | undefined, now: Date): number | null {
  const text = (typeof value === 'string' ? value : value?.[0])?.trim();
  if (text === undefined || text === '') return null;
  const milliseconds = /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now.getTime();
  return Number.isNaN(milliseconds) ? null : Math.min(Math.max(milliseconds, 0), MAX_RETRY_AFTER_MS);
}
