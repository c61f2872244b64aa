import type { SendOutcome } from '../../channels/outbound.js';
import type { SendFailureReason } from '../../domain/send/sendStatus.js';

/** More than 24 hours since the recipient last wrote. */
const WINDOW_CLOSED = 131_047;

/** Why a send failed that the provider refused for good. */
export function reasonOf({
  class: refusal,
  code,
}: Extract<SendOutcome, { readonly kind: 'REFUSED' }>): SendFailureReason {
  if (refusal === 'TOKEN') return 'TOKEN_INVALID';
  if (refusal === 'RETRY') return 'RETRIES_EXHAUSTED';
  return code === WINDOW_CLOSED ? 'WINDOW_CLOSED' : 'PROVIDER_REFUSED';
}
