import type { Core } from '../../events/core.js';
import { BLIND_INDEX } from '../../events/keyRing.js';
import { hmac } from '../../events/masterKey.js';
import type { Directory } from '../../projections/directory.js';
import type { NumberRow } from '../../projections/rows.js';
import type { ChatwootTarget } from './chatwootEvent.js';

/** The inbox of a number, opened; null: it is connected with none, or no more. */
export async function findChatwootTarget(
  core: Core,
  directory: Directory,
  number: NumberRow,
): Promise<ChatwootTarget | null> {
  const { account, _id, chatwoot } = number;
  const secrets = chatwoot && (await directory.chatwootSecrets(number));
  if (!secrets) return null;
  const { secret } = await core.keyRing.current(account, 'account', BLIND_INDEX);
  const { baseUrl, accountId, inboxId } = chatwoot;
  return {
    access: { baseUrl, accountId, apiAccessToken: secrets.apiAccessToken },
    inboxId,
    sourceIdOf: (identity) => hmac(secret, 'chatwootContact', _id, identity).toString('base64url'),
  };
}
