import type { Core } from '../events/core.js';
import type { UserRow } from '../projections/rows.js';
import { createAuthenticate, type Authenticate } from './authenticate.js';
import { createCredentialCache } from './credentialCache.js';
import type { UserPrincipal } from './principal.js';
import { readSessionCookie, SESSION_COOKIE } from './sessionCookie.js';
import { createSessions } from './sessions.js';
import { createPasswordCheck, type SignInInput } from './signIn.js';

/** A session that was started: `secret` is the cookie's value. */
export interface SignedIn {
  readonly principal: UserPrincipal;
  readonly secret: string;
}

/** Who asks, and may they: made once a process by the composition root. */
export interface Auth {
  readonly authenticate: Authenticate;
  /** @throws UNAUTHENTICATED, RATE_LIMITED */
  readonly signIn: (input: SignInInput) => Promise<SignedIn>;
  /** Starts a session for a user whose identity was proved otherwise, as by an invitation. */
  readonly startSession: (user: Pick<UserRow, '_id' | 'account'>) => Promise<SignedIn>;
  /** Ends the session of a raw Cookie header, if there is one. */
  readonly signOut: (cookie: string | undefined) => Promise<void>;
  readonly stop: () => void;
}

export function createAuth(core: Core): Auth {
  const cache = createCredentialCache(core.store);
  const sessions = createSessions(core, cache);
  const authenticate = createAuthenticate(core, cache, sessions);
  const checkPassword = createPasswordCheck(core);

  const startSession: Auth['startSession'] = async (user) => {
    const secret = await sessions.start(user.account, user._id);
    const principal = await authenticate({ cookie: sessionHeader(secret) });
    if (principal?.kind !== 'USER') throw new Error('A session just started names no user.');
    return { principal, secret };
  };

  return {
    authenticate,
    startSession,
    signIn: async (input) => startSession(await checkPassword(input)),
    signOut: async (cookie) => {
      const secret = readSessionCookie(cookie);
      if (secret !== null) await sessions.end(secret);
    },
    stop: cache.stop,
  };
}

function sessionHeader(secret: string): string {
  return `${SESSION_COOKIE}=${secret}`;
}
