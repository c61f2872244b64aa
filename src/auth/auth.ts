import type { Core } from '../events/core.js';
import type { UserRow } from '../projections/rows.js';
import { createAuthenticate, type Authenticate } from './authenticate.js';
import { createCredentialCache } from './credentialCache.js';
import type { UserPrincipal } from './principal.js';
import { createSessionCookies } from './sessionCookie.js';
import { createSessions } from './sessions.js';
import type { SharedCounts } from './sharedCounts.js';
import { createPasswordChecks, type PasswordChecks, type SignInInput } from './signIn.js';

/** A session that was started: `secret` is the cookie's value. */
export interface SignedIn {
  readonly principal: UserPrincipal;
  readonly secret: string;
}

/** Who asks, and may they: made once a process by the composition root. */
export interface Auth {
  readonly authenticate: Authenticate;
  /** @throws UNAUTHENTICATED (SecondFactorNeeded, where a code is missing or wrong), RATE_LIMITED */
  readonly signIn: (input: SignInInput) => Promise<SignedIn>;
  /** Starts a session for a user whose identity was proved otherwise, as by an invitation. */
  readonly startSession: (user: Pick<UserRow, '_id' | 'account'>) => Promise<SignedIn>;
  /** Ends the session of a raw Cookie header, if there is one. */
  readonly signOut: (cookie: string | undefined) => Promise<void>;
  readonly prove: PasswordChecks['prove'];
  /** The Set-Cookie header of a session. @param secret null: the cookie is taken away */
  readonly cookieOf: (secret: string | null) => string;
  readonly stop: () => void;
}

export interface AuthOptions {
  /** The address that browsers use, which decides over the cookie's name. */
  readonly publicUrl?: string;
  /** Counts of tries that processes share. */
  readonly counts?: SharedCounts | null;
}

export function createAuth(core: Core, options: AuthOptions = {}): Auth {
  const { publicUrl = 'http://localhost', counts = null } = options;
  const cache = createCredentialCache(core.store);
  const sessions = createSessions(core, cache);
  const cookies = createSessionCookies(publicUrl);
  const authenticate = createAuthenticate(core, cache, sessions, cookies);
  const passwords = createPasswordChecks(core, counts);

  const startSession: Auth['startSession'] = async (user) => {
    const secret = await sessions.start(user.account, user._id);
    const principal = await authenticate({ cookie: cookies.set(secret) });
    if (principal?.kind !== 'USER') throw new Error('A session just started names no user.');
    return { principal, secret };
  };

  return {
    authenticate,
    startSession,
    signIn: async (input) => startSession(await passwords.check(input)),
    signOut: async (cookie) => {
      const secret = cookies.read(cookie);
      if (secret !== null) await sessions.end(secret);
    },
    prove: passwords.prove,
    cookieOf: cookies.set,
    stop: cache.stop,
  };
}
