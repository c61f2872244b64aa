import type { NumberSecrets } from '../projections/rows.js';
import type { Core } from '../events/core.js';
import { PERMANENT } from '../events/keyRing.js';
import type { Payload } from '../events/vault.js';
import type { UserError } from '../lib/errors.js';

export const NO_SECRETS: NumberSecrets = { whatsapp: null, telephony: null };

/** Seals a number's secrets under the account's permanent key: no retention ends them. */
export function sealSecrets({ vault }: Core, account: string, secrets: NumberSecrets): Promise<Payload> {
  return vault.seal({ account, scope: 'account', day: PERMANENT, subject: null, content: secrets });
}

export async function openSecrets(
  { vault }: Core,
  account: string,
  payload: string | null,
): Promise<NumberSecrets> {
  if (payload === null) return NO_SECRETS;
  const opened = await vault.read(account, [payload]);
  return (opened.get(payload) as NumberSecrets | undefined) ?? NO_SECRETS;
}

/** Provider's secrets are put into headers and compared with signatures: visible ASCII, no blanks. */
export function secretErrors({ whatsapp, telephony }: NumberSecrets): readonly UserError[] {
  return [
    ...Object.entries(whatsapp ?? {}).map(([name, value]) => [`whatsapp.${name}`, value] as const),
    ...Object.entries(telephony ?? {}).map(([name, value]) => [`telephony.${name}`, value] as const),
  ]
    .filter(([, value]) => !/^[\x21-\x7e]{1,4096}$/.test(value))
    .map(([field]) => {
      const message = 'A secret is visible ASCII without blanks, up to 4096 characters.';
      return { field, code: 'SECRET_INVALID', message };
    });
}

export function isSameSecrets(a: NumberSecrets, b: NumberSecrets): boolean {
  return (
    a.whatsapp?.accessToken === b.whatsapp?.accessToken &&
    a.whatsapp?.appSecret === b.whatsapp?.appSecret &&
    a.whatsapp?.verifyToken === b.whatsapp?.verifyToken &&
    a.telephony?.authToken === b.telephony?.authToken
  );
}
