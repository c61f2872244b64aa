import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac } from '../events/masterKey.js';
import { derivedId } from '../lib/ids.js';

/** By what a provider's file is found; the provider's own id is sealed, as all ids of its are. */
export async function mediaKeyOf(
  { keyRing }: Core,
  account: string,
  number: string,
  externalId: string,
): Promise<string> {
  const { secret } = await keyRing.current(account, 'account', BLIND_INDEX);
  return derivedId(hmac(secret, 'media', number, externalId));
}
