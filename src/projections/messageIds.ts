import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac } from '../events/masterKey.js';
import { derivedId } from '../lib/ids.js';

/**
 * Our id of a provider's message. It is derived from the provider's id under a secret of the account, so that a
 * second delivery, an edit or a status finds the message without an index of provider's ids, which can encode
 * phone numbers (design §2).
 */
export async function messageIdOf(
  core: Core,
  account: string,
  number: string,
  externalId: string,
): Promise<string> {
  const { secret } = await core.keyRing.current(account, 'account', BLIND_INDEX);
  return derivedId(hmac(secret, 'message', number, externalId));
}
