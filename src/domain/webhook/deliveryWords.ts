export const DELIVERY_STATES = ['PENDING', 'SUCCEEDED', 'FAILED', 'SKIPPED', 'LOST'] as const;
/**
 * `FAILED`: every try of the schedule failed; `SKIPPED`: not sent, see its reason; `LOST`: the provider gave up
 * before a RELAY_ONLY event could be delivered.
 */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const SKIP_REASONS = ['ERASED', 'DISABLED', 'DELETED'] as const;
/** `ERASED`: what was to be told has been forgotten; the endpoint was switched off, or deleted. */
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Why a try got no answer; a closed list. None carries anything of the address or the body. */
export const ATTEMPT_ERRORS = [
  'TIMEOUT',
  'NAME_NOT_FOUND',
  'ADDRESS_REFUSED',
  'CONNECTION_FAILED',
  'TLS_FAILED',
  'INVALID_ANSWER',
] as const;
export type AttemptError = (typeof ATTEMPT_ERRORS)[number];
