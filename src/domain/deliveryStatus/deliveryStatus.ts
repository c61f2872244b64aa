import type { Decider, NewEvent } from '../events.js';

/** A higher status takes the place of a lower one, in whatever order they come: what was delivered did not fail. */
export const STATUS_RANKS = { SENT: 1, FAILED: 2, DELIVERED: 3, READ: 4, PLAYED: 5 } as const;
export type DeliveryStatusName = keyof typeof STATUS_RANKS;

/** What the provider tells of a sent message's way. Metadata only: whose it is lies in the sealed payload. */
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
  /** An earlier one has sealed whose status it is. */
  readonly isSealed: boolean;
}

export const deliveryStatusDecider: Decider<DeliveryStatusState, StatusReported> = {
  initial: { seen: [], isSealed: false },
  evolve: ({ seen, isSealed }, { data, payload }) => ({
    seen: [...seen, data.status],
    isSealed: isSealed || payload !== undefined,
  }),
};

/**
 * A status that was told before gives nothing.
 * @param payload the sealed message id and recipient; null: they are sealed already, or may not be kept
 */
export function reportStatus(
  state: DeliveryStatusState,
  facts: StatusFacts,
  payload: string | null = null,
): StatusReported[] {
  if (state.seen.includes(facts.status)) return [];
  return [{ type: 'StatusReported', data: facts, ...(payload !== null && { payload }) }];
}
