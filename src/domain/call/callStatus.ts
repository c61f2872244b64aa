/** How a call stands, as REST v1 names it (contracts/rest-v1.md, `GET /v1/calls`). */
export const CALL_STATUSES = [
  'INITIATED',
  'RINGING',
  'ACCEPTED',
  'REJECTED',
  'COMPLETED',
  'FAILED',
  'MISSED',
] as const;
export type CallStatus = (typeof CALL_STATUSES)[number];

/** A later situation takes the place of an earlier one in whatever order they are told; what was talked did not fail. */
const RANKS: Readonly<Record<CallStatus, number>> = {
  INITIATED: 1,
  RINGING: 2,
  ACCEPTED: 3,
  MISSED: 4,
  FAILED: 5,
  REJECTED: 6,
  COMPLETED: 7,
};

/** The status of a call that stood at `known` when `told` is told. */
export function callStatusAfter(known: CallStatus | null, told: CallStatus): CallStatus {
  return known !== null && RANKS[known] >= RANKS[told] ? known : told;
}

/** The call is over. */
export function isOver(status: CallStatus): boolean {
  return RANKS[status] > RANKS.ACCEPTED;
}
