import type { Attributes } from '../../lib/tracer.js';
import type { AttemptError } from '../../domain/webhook/deliveryWords.js';

/** What came of one try. */
export type Answer =
  | {
      readonly kind: 'ANSWERED';
      readonly statusCode: number;
      /** The header as it came. */
      readonly retryAfter: string | null;
      /** At most 4 KiB of the answer's body, as text. */
      readonly body: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'FAILED'; readonly error: AttemptError; readonly durationMs: number }
  /** The process stops: nobody knows whether it arrived, and it counts as no try. */
  | { readonly kind: 'STOPPED' };

/** What an answer means (contracts/webhooks.md). */
export type Verdict =
  | { readonly kind: 'DELIVERED' }
  /** 410: the endpoint wants no more, ever. */
  | { readonly kind: 'GONE' }
  | { readonly kind: 'FAILED'; readonly isThrottled: boolean; readonly retryAfter: string | null };

const THROTTLED: ReadonlySet<number> = new Set([429, 502, 504]);

/** 2xx is success, a redirect a failure, 410 the end; 429, 502 and 504 slow the endpoint down. */
export function verdictOf(answer: Exclude<Answer, { readonly kind: 'STOPPED' }>): Verdict {
  if (answer.kind === 'FAILED') return { kind: 'FAILED', isThrottled: false, retryAfter: null };
  const { statusCode, retryAfter } = answer;
  if (statusCode >= 200 && statusCode < 300) return { kind: 'DELIVERED' };
  if (statusCode === 410) return { kind: 'GONE' };
  return { kind: 'FAILED', isThrottled: THROTTLED.has(statusCode), retryAfter };
}

/** The same of a try that is over, by its status; null: there was no answer. */
export function verdictOfStatus(statusCode: number | null): 'SUCCESS' | 'FAILED' {
  return statusCode !== null && statusCode >= 200 && statusCode < 300 ? 'SUCCESS' : 'FAILED';
}

/** For a trace: how a try ended, without anything of the answer but its status. */
export function answerToTell(answer: Answer): Attributes<'delivery'> {
  const status = answer.kind === 'ANSWERED' && { 'http.response.status_code': answer.statusCode };
  return { 'lethe.outcome': answer.kind === 'FAILED' ? answer.error : answer.kind, ...status };
}
