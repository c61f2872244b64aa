import type { Doc } from '../../events/documents.js';
import type { Payload } from '../../events/vault.js';

interface OfUser extends Doc {
  readonly account: string;
  readonly user: string;
}

/** A seed that was shown and is not in use before its first code is: one a user. */
export interface EnrolmentRow extends OfUser {
  readonly kind: 'ENROLMENT';
  /** The seed, sealed under the account's permanent key. */
  readonly seed: Payload;
  readonly expiresAt: Date;
}

/** A code that was taken: its `_id` is the user and the time step, so that it cannot be taken again. */
export interface UsedCodeRow extends OfUser {
  readonly kind: 'USED_CODE';
  readonly expiresAt: Date;
}

/** A recovery code that is still good; `_id` is its SHA-256. */
export interface RecoveryCodeRow extends OfUser {
  readonly kind: 'RECOVERY_CODE';
}

/** Whose second factor. */
export interface Whose {
  readonly account: string;
  readonly user: string;
}
