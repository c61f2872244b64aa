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
export async function emailIndex(core: Pick<Core, 'keyRing'>, email: string): Promise<string> {
  return blindIndex(core, 'email', normaliseEmail(email));
}

/** The same of a network address, by which tries are counted; stored nowhere. */
export function addressIndex(core: Pick<Core, 'keyRing'>, address: string): Promise<string> {
  return blindIndex(core, 'address', address);
}

async function blindIndex({ keyRing }: Pick<Core, 'keyRing'>, of: string, value: string): Promise<string> {
  const { secret } = await keyRing.current('system', 'system', BLIND_INDEX);
  return hmac(secret, of, value).toString('base64url');
}
