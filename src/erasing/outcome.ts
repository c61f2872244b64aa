import type { TargetState } from '../domain/erasure/erasure.js';

/** How a try at one target ended. */
export interface Outcome {
  readonly state: TargetState;
  /** The class of an error, or a word of a closed list. Never a message: it may hold PII. */
  readonly error: string | null;
}

/** A legal hold keeps something back. */
export const HELD: Outcome = { state: 'HELD', error: null };

export const NOT_APPLICABLE: Outcome = { state: 'NOT_APPLICABLE', error: null };

export function done(): Outcome {
  return { state: 'DONE', error: null };
}

/** Somebody else is at it: to be looked at again soon. */
export function waiting(reason: string): Outcome {
  return { state: 'PENDING', error: reason };
}

export function failedWith(reason: string): Outcome {
  return { state: 'FAILED', error: reason };
}
