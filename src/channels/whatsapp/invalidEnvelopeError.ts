/**
 * Thrown when a request is no WhatsApp webhook at all. It names the field and what was expected there, never what was
 * found: it ends up in logs, and what was found may be PII.
 */
export class InvalidEnvelopeError extends Error {
  readonly code = 'INVALID_ENVELOPE';

  constructor(
    readonly field: 'body' | 'object' | 'entry',
    readonly expected: string,
  ) {
    super(`WhatsApp webhook: ${field} must be ${expected}`);
    this.name = 'InvalidEnvelopeError';
  }
}
