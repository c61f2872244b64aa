import type { Core } from '../events/core.js';
import { BLIND_INDEX } from '../events/keyRing.js';
import { hmac } from '../events/masterKey.js';
import { derivedId } from '../lib/ids.js';

/**
 * Our id of a provider's call or recording, derived as a message's is: reports in any order find the same one, and
 * nothing of the provider's is kept in the open.
 */
export async function callIdOf(
  { keyRing }: Core,
  kind: 'call' | 'recording',
  { account, number }: { readonly account: string; readonly number: string },
  externalId: string,
): Promise<string> {
  const { secret } = await keyRing.current(account, 'account', BLIND_INDEX);
  return derivedId(hmac(secret, kind, number, externalId));
}
