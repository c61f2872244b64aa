import type { DeliveryStatusName } from '../deliveryStatus/deliveryStatus.js';

/** Where a send is (contracts/rest-v1.md, `GET /v1/messages/{id}`). */
export const SEND_STATUSES = ['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED'] as const;
export type SendStatus = (typeof SEND_STATUSES)[number];

/** Why a send could not be taken back. `BEING_SENT`: the provider is being asked for it, or may have taken it. */
export type CancelFailureReason = 'NOT_FOUND' | 'BEING_SENT' | `ALREADY_${Exclude<SendStatus, 'QUEUED'>}`;
/** The same, as the surfaces describe it. */
export const CANCEL_FAILURE_REASONS =
  'For programs: NOT_FOUND, BEING_SENT (the provider is being asked for it, or may have taken it), or ALREADY_ and its status.';

/** Why a send failed; a closed list that clients may branch on. */
export const SEND_FAILURE_REASONS = [
  /** The provider refused it for good, or told later that it failed. */
  'PROVIDER_REFUSED',
  /** More than 24 hours since the recipient last wrote: only a template may be sent (provider's code 131047). */
  'WINDOW_CLOSED',
  /** The provider does not accept the access token. */
  'TOKEN_INVALID',
  /** `deliverUntil` had passed. */
  'TOO_LATE',
  /** A policy ended the PII while the send waited: there was nothing left to send. */
  'PAYLOAD_EXPIRED',
  /** The provider was asked, no answer came, and no status told that it took the message. */
  'OUTCOME_UNKNOWN',
  /** The provider was unreachable or refused for the moment, until the tries were used up. */
  'RETRIES_EXHAUSTED',
  /** The number was removed, or has no WhatsApp channel any more. */
  'NOT_CONFIGURED',
] as const;
export type SendFailureReason = (typeof SEND_FAILURE_REASONS)[number];

/**
 * Statuses in the order in which a higher one takes the place of a lower one, whatever order they arrive in: what
 * was delivered or read was not lost, and a late `SENT` does not undo a failure.
 */
const RANKS: Readonly<Record<SendStatus, number>> = {
  QUEUED: 0,
  SENT: 1,
  FAILED: 2,
  CANCELED: 2,
  DELIVERED: 3,
  READ: 4,
};

const OF_PROVIDER: Readonly<Record<DeliveryStatusName, SendStatus>> = {
  SENT: 'SENT',
  DELIVERED: 'DELIVERED',
  READ: 'READ',
  PLAYED: 'READ',
  FAILED: 'FAILED',
};

/**
 * The status after the provider told one.
 * @param failure of the present status: a failure that only says that nothing was heard is undone by any status
 */
export function statusAfter(
  current: SendStatus,
  failure: SendFailureReason | null,
  told: DeliveryStatusName,
): SendStatus {
  const next = OF_PROVIDER[told];
  if (current === 'FAILED' && failure === 'OUTCOME_UNKNOWN') return next;
  return RANKS[next] > RANKS[current] ? next : current;
}
