import { randomBytes } from 'node:crypto';
import { createFirstAdministrator } from '../administration/firstAdministrator.js';
import type { Core } from '../events/core.js';
import type { AccountRow } from '../projections/rows.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Made by us: it must be shown, once. */
  readonly isGenerated: boolean;
}

export interface FirstAccount {
  readonly account: AccountRow;
  readonly userId: string;
}

const PASSWORD_BYTES = 18;

/** The password that was given, or a new one of 144 random bits. */
export function credentialsOf(email: string, password: string | undefined): Credentials {
  return password === undefined
    ? { email, password: randomBytes(PASSWORD_BYTES).toString('base64url'), isGenerated: true }
    : { email, password, isGenerated: false };
}

/** Makes the installation's first account and its SUPER_ADMIN. @throws CONFLICT, InvalidInput */
export async function createFirstAccount(core: Core, credentials: Credentials): Promise<FirstAccount> {
  const { email, password } = credentials;
  const { account, user } = await createFirstAdministrator(core, { email, password });
  return { account, userId: user._id };
}

/** What to print of them: the password only where nobody knows it yet. */
export function describeCredentials({ email, password, isGenerated }: Credentials): string {
  return isGenerated ? `${email}, password ${password} (shown this once)` : email;
}
