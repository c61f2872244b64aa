import type { Decider, NewEvent } from '../events.js';

export const STATUS_RANKS = { SENT: 1, DELIVERED: 2, READ: 3, PLAYED: 4, FAILED: 5 } as const;
export type DeliveryStatusName = keyof typeof STATUS_RANKS;

/** What the provider tells of a sent message's way. Metadata only: recipients are not kept here. */
export interface StatusFacts {
  readonly number: string;
  readonly status: DeliveryStatusName;
  /** The provider's timestamp of the status. */
  readonly statusAt: Date;
  /** The instant that retention counts from. */
  readonly at: Date;
  readonly errorCode: number | null;
  readonly pricing: Readonly<Record<string, unknown>> | null;
}
export type StatusReported = NewEvent<'StatusReported', StatusFacts>;

export interface DeliveryStatusState {
  readonly seen: readonly DeliveryStatusName[];
}

export const deliveryStatusDecider: Decider<DeliveryStatusState, StatusReported> = {
  initial: { seen: [] },
  evolve: (state, { data }) => ({ seen: [...state.seen, data.status] }),
};

/** A status that was told before gives nothing. */
export function reportStatus(state: DeliveryStatusState, facts: StatusFacts): StatusReported[] {
  return state.seen.includes(facts.status) ? [] : [{ type: 'StatusReported', data: facts }];
}
