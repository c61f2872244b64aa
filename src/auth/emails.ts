import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac } from '../events/masterKey.js';
import type { UserError } from '../lib/errors.js';

const MAX_EMAIL_LENGTH = 254;

/** E-mail addresses are compared without surrounding blanks and in lower case. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Only the shape: that an address works is known when its owner answers. */
export function emailErrors(field: string, email: string): readonly UserError[] {
  const address = normaliseEmail(email);
  if (address.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@]+$/.test(address)) return [];
  return [{ field, code: 'EMAIL_INVALID', message: 'This is not an e-mail address.' }];
}

/**
 * The blind index of an e-mail address, the same in all accounts: who signs in names no account. The key is in
 * the key database, so a copy of the main one has nothing to test guessed addresses against.
 */
export async function emailIndex({ keyRing }: Pick<Core, 'keyRing'>, email: string): Promise<string> {
  const { secret } = await keyRing.current('system', 'system', BLIND_INDEX);
  return hmac(secret, 'email', normaliseEmail(email)).toString('base64url');
}
