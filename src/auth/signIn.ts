import type { UserPii } from '../domain/user/user.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { LetheError } from '../lib/errors.js';
import type { UserRow } from '../projections/rows.js';
import { emailIndex } from './emails.js';
import { verifyPassword } from './passwords.js';
import { createThrottle } from './throttle.js';

/** Tries that may fail within a quarter of an hour, for one e-mail address and from one network address. */
const TRIES_AN_EMAIL = 10;
const TRIES_AN_ADDRESS = 50;

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** The network address that asks; counted in memory, never stored. */
  readonly address: string;
}

/**
 * Checks e-mail address and password. Unknown, invited, removed and wrong all give the same answer in the same
 * time, and count alike: nobody learns who has an account here.
 * @throws UNAUTHENTICATED, RATE_LIMITED
 */
export function createPasswordCheck(core: Core): (input: SignInInput) => Promise<UserRow> {
  const byEmail = createThrottle(core.clock, TRIES_AN_EMAIL);
  const byAddress = createThrottle(core.clock, TRIES_AN_ADDRESS);

  return async ({ email, password, address }) => {
    const index = await emailIndex(core, email);
    byAddress.take(address);
    byEmail.take(index);
    const user = await core.documents.findOne<UserRow>(COLLECTIONS.users, {
      emailIndex: index,
      state: 'ACTIVE',
    });
    const isRight = await verifyPassword(user && (await passwordHashOf(core, user)), password);
    if (!user || !isRight)
      throw new LetheError('UNAUTHENTICATED', 'The e-mail address or the password is wrong.');
    byAddress.giveBack(address);
    byEmail.giveBack(index);
    return user;
  };
}

async function passwordHashOf({ vault }: Core, user: UserRow): Promise<string | null> {
  const opened = await vault.read(user.account, [user.payload]);
  return (opened.get(user.payload) as UserPii | undefined)?.passwordHash ?? null;
}
