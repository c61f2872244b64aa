import type { UserPii } from '../domain/user/user.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { invalid, LetheError } from '../lib/errors.js';
import type { UserRow } from '../projections/rows.js';
import { addressIndex, emailIndex } from './emails.js';
import { verifyPassword } from './passwords.js';
import { checkCode } from './secondFactor/checkCode.js';
import type { Whose } from './secondFactor/rows.js';
import { SecondFactorNeeded } from './secondFactorNeeded.js';
import type { SharedCounts } from './sharedCounts.js';
import { createThrottle } from './throttle.js';

/** Tries that may fail within a quarter of an hour, for one e-mail address and from one network address. */
const TRIES_AN_EMAIL = 10;
const TRIES_AN_ADDRESS = 50;

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** Of an authenticator, or a recovery code; null: none was entered. */
  readonly code?: string | null | undefined;
  /** The network address that asks; only its HMAC is counted, and nothing of it is stored. */
  readonly address: string;
}

/** What somebody who is signed in enters again before their second factor changes. */
export interface Proof {
  readonly password: string;
  /** Asked for where a second factor is in use. */
  readonly code?: string;
}

export interface PasswordChecks {
  /**
   * Checks e-mail address, password and, where it is in use, the second factor. Unknown, invited, removed and wrong
   * all give the same answer in the same time, and count alike: nobody learns who has an account here.
   * @throws UNAUTHENTICATED ({@link SecondFactorNeeded} where the password alone is right), RATE_LIMITED
   */
  readonly check: (input: SignInInput) => Promise<UserRow>;
  /**
   * Makes sure that it is still the user who sits there; counts with the tries of signing in.
   * @returns what their payload holds
   * @throws InvalidInput `PASSWORD_WRONG`, `CODE_WRONG`; UNAUTHENTICATED, RATE_LIMITED
   */
  readonly prove: (whose: Whose, proof: Proof) => Promise<UserPii>;
}

export function createPasswordChecks(core: Core, counts: SharedCounts | null = null): PasswordChecks {
  const { clock, documents } = core;
  const byEmail = createThrottle({ clock, counts, name: 'email', limit: TRIES_AN_EMAIL });
  const byAddress = createThrottle({ clock, counts, name: 'address', limit: TRIES_AN_ADDRESS });

  const assertCode = async (user: UserRow, { totpSeed }: UserPii, code: string | null): Promise<void> => {
    if (totpSeed === undefined) return;
    if (code === null) throw new SecondFactorNeeded('SECOND_FACTOR_REQUIRED');
    if (!(await checkCode(core, { account: user.account, user: user._id }, totpSeed, code)))
      throw new SecondFactorNeeded('SECOND_FACTOR_WRONG');
  };

  return {
    check: async ({ email, password, code, address }) => {
      const index = await emailIndex(core, email);
      const origin = await addressIndex(core, address);
      await byAddress.take(origin);
      await byEmail.take(index);
      const user = await documents.findOne<UserRow>(COLLECTIONS.users, {
        emailIndex: index,
        state: 'ACTIVE',
      });
      const pii = user && (await piiOf(core, user));
      const isRight = await verifyPassword(pii?.passwordHash ?? null, password);
      if (!user || !pii || !isRight)
        throw new LetheError('UNAUTHENTICATED', 'The e-mail address or the password is wrong.');
      const giveBack = (): Promise<unknown> =>
        Promise.all([byAddress.giveBack(origin), byEmail.giveBack(index)]);
      try {
        await assertCode(user, pii, code ?? null);
      } catch (error) {
        // Nothing was guessed: the code is asked for.
        const isAsked = error instanceof SecondFactorNeeded && error.reason === 'SECOND_FACTOR_REQUIRED';
        if (isAsked) await giveBack();
        throw error;
      }
      await giveBack();
      return user;
    },
    prove: async ({ account, user: id }, { password, code }) => {
      const user = await documents.findOne<UserRow>(COLLECTIONS.users, { _id: id, account, state: 'ACTIVE' });
      const pii = user && (await piiOf(core, user));
      if (!pii) throw new LetheError('UNAUTHENTICATED', 'The user is not there any more.');
      const index = await emailIndex(core, pii.email);
      await byEmail.take(index);
      if (!(await verifyPassword(pii.passwordHash ?? null, password)))
        throw invalid('password', 'PASSWORD_WRONG', 'The password is wrong.');
      const { totpSeed } = pii;
      if (totpSeed !== undefined && !(await checkCode(core, { account, user: id }, totpSeed, code ?? '')))
        throw invalid('code', 'CODE_WRONG', 'This code is wrong or was used before. Wait for the next one.');
      await byEmail.giveBack(index);
      return pii;
    },
  };
}

async function piiOf({ vault }: Core, user: UserRow): Promise<UserPii | null> {
  const opened = await vault.read(user.account, [user.payload]);
  return (opened.get(user.payload) as UserPii | undefined) ?? null;
}
