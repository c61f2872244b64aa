import type { Decider, NewEvent } from '../events.js';

/** What a legal hold can be on. */
export const HOLD_TARGETS = ['NUMBER', 'CONTACT', 'CONVERSATION'] as const;
export type HoldTargetKind = (typeof HOLD_TARGETS)[number];

export interface HoldTarget {
  readonly kind: HoldTargetKind;
  /** The number's, contact's or conversation's. */
  readonly id: string;
}

export interface HoldFacts {
  /** Whose records they are; of a `NUMBER` hold the target itself. */
  readonly number: string;
  readonly target: HoldTarget;
  /** A conversation of several people. */
  readonly isGroup: boolean;
}

/** `payload`: the sealed reason, which people write and which may therefore hold PII. */
export type HoldPlaced = NewEvent<'HoldPlaced', HoldFacts>;
export type HoldReleased = NewEvent<'HoldReleased', HoldFacts>;
export type HoldEvent = HoldPlaced | HoldReleased;

export type HoldState =
  { readonly kind: 'NONE' } | { readonly kind: 'ACTIVE' | 'RELEASED'; readonly facts: HoldFacts };

export const holdDecider: Decider<HoldState, HoldEvent> = {
  initial: { kind: 'NONE' },
  evolve: (_state, { type, data: facts }) => ({ kind: type === 'HoldPlaced' ? 'ACTIVE' : 'RELEASED', facts }),
};

export const HOLD_STREAM = 'hold:';

export function holdStream(id: string): string {
  return `${HOLD_STREAM}${id}`;
}
