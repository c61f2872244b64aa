import { LetheError, type ErrorCode } from '../lib/errors.js';

/** Why a send was not taken; REST's codes for it (contracts/rest-v1.md). */
const CODES = {
  IDEMPOTENCY_KEY_REUSED: 'CONFLICT',
  IDEMPOTENCY_KEY_IN_USE: 'CONFLICT',
  IDEMPOTENCY_KEY_INVALID: 'BAD_USER_INPUT',
  FEATURE_NOT_SUPPORTED: 'BAD_USER_INPUT',
  TEMPLATE_NOT_FOUND: 'NOT_FOUND',
  /** The provider refused the message for good: another one may be taken. */
  PROVIDER_REFUSED: 'BAD_USER_INPUT',
  /** The number has no WhatsApp channel, or the provider does not accept its token: an operator must act. */
  PROVIDER_NOT_CONFIGURED: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_ERROR: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_TIMEOUT: 'UPSTREAM_UNAVAILABLE',
} as const satisfies Readonly<Record<string, ErrorCode>>;
export type SendRefusal = keyof typeof CODES;

/** A send that was not taken, with a reason that clients branch on. The message is free of PII. */
export class SendRefused extends LetheError {
  override readonly name = 'SendRefused';
  constructor(
    readonly reason: SendRefusal,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(CODES[reason], message, { reason, ...details });
  }
}
