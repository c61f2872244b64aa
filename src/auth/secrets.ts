import { createHash, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** A credential as it is shown once, and what is kept of it. */
export interface NewSecret {
  readonly secret: string;
  readonly hash: string;
  readonly last4: string;
}

/** Draws a secret of 32 random bytes behind a prefix that tells people (and scanners) what it is: `lk_`, `lp_`. */
export function newSecret(prefix = ''): NewSecret {
  const secret = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return { secret, hash: hashSecret(secret), last4: secret.slice(-4) };
}

/**
 * What a credential is looked up by: its SHA-256. With 256 random bits there is nothing to guess, so no salt and
 * no slow hash is needed, and an index on the hash tells by its timing nothing of use about the secret.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
