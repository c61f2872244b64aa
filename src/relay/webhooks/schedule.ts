import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.js';

/** Before each try, counted from the one before (contracts/webhooks.md). */
const DELAYS_MS = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  10 * HOUR_MS,
] as const;
export const MAX_TRIES = DELAYS_MS.length;

/** Retries of one moment are spread over so much of their delay, so that they do not come back as one. */
const JITTER = 0.2;
/** An endpoint may not put us off for longer than the longest pause of our own. */
export const MAX_RETRY_AFTER_MS = 10 * HOUR_MS;

/**
 * When to try again after `tries` tries have failed; null: no more.
 * @param jitter 0 (inclusive) to 1 (exclusive)
 * @param retryAfterMs what the endpoint asked for; it delays a try and never hastens one
 */
export function nextTryAt(
  tries: number,
  now: Date,
  jitter: number,
  retryAfterMs: number | null,
): Date | null {
  const delay = DELAYS_MS[tries];
  if (delay === undefined) return null;
  const spread = delay * (1 + JITTER * jitter);
  return new Date(
    now.getTime() + Math.max(Math.round(spread), Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)),
  );
}

/** A `Retry-After` header (RFC 9110 §10.2.3): whole seconds or a date. Null when it is neither. */
export function parseRetryAfter(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND_MS;
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

const FIRST_PAUSE_MS = 5 * SECOND_MS;
const MAX_PAUSE_MS = 5 * MINUTE_MS;

/**
 * How long an endpoint that asks for mercy (429, 502, 504) is left alone altogether.
 * @param inARow how often it asked without a success in between, this time included
 */
export function pauseMs(inARow: number, jitter: number, retryAfterMs: number | null): number {
  const own = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, inARow - 1), MAX_PAUSE_MS);
  return Math.round(Math.max(own * (1 + JITTER * jitter), Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS)));
}
