import { isAtLeast } from '../domain/user/roles.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { LetheError, notFound } from '../lib/errors.js';
import type { AccountRow, ApiKeyRow, TokenRow, UserRow } from '../projections/rows.js';
import { createApiKeyUse } from './apiKeyUse.js';
import type { CredentialCache } from './credentialCache.js';
import type { ApiKeyPrincipal, Principal, UserPrincipal } from './principal.js';
import { hashSecret } from './secrets.js';
import type { SessionCookies } from './sessionCookie.js';
import type { Sessions } from './sessions.js';

/** What a request or a connection brought, as it came. */
export interface Credentials {
  /** The raw Cookie header. */
  readonly cookie?: string | undefined;
  /** The raw Authorization header: `Bearer lp_…`. */
  readonly authorization?: string | undefined;
  /** `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** `x-account-id`, or the connection parameter `accountId`. */
  readonly accountId?: string | undefined;
  /** The network address that it came from; only counted, in memory. */
  readonly address?: string | undefined;
}

/**
 * Says who asks. What was sent on purpose comes before the cookie, which browsers send by themselves.
 * @returns null when no credential was given
 * @throws UNAUTHENTICATED for one that is unknown, expired, revoked, or of a removed user
 * @throws NOT_FOUND for an account that is not theirs
 */
export type Authenticate = (credentials: Credentials) => Promise<Principal | null>;

export function createAuthenticate(
  core: Core,
  cache: CredentialCache,
  sessions: Sessions,
  cookies: SessionCookies,
): Authenticate {
  const { documents, clock } = core;
  const noteUse = createApiKeyUse(core);

  const byApiKey = async (secret: string): Promise<ApiKeyPrincipal> => {
    const hash = hashSecret(secret);
    const key = await cache.get(`apiKey/${hash}`, () =>
      documents.findOne<ApiKeyRow>(COLLECTIONS.apiKeys, { hash }),
    );
    if (!key || key.revokedAt) throw refused();
    await noteUse(key.account, key._id);
    return { kind: 'API_KEY', keyId: key._id, account: key.account, number: key.number };
  };

  const userPrincipal = async (
    account: string,
    id: string,
    via: UserPrincipal['via'],
  ): Promise<UserPrincipal> => {
    const user = await cache.get(`user/${account}/${id}`, () =>
      documents.findOne<UserRow>(COLLECTIONS.users, { _id: id, account }),
    );
    if (user?.state !== 'ACTIVE') throw refused();
    return { kind: 'USER', userId: id, account, homeAccount: account, role: user.role, via };
  };

  const byToken = async (authorization: string): Promise<UserPrincipal> => {
    const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (secret === undefined) throw refused();
    const hash = hashSecret(secret);
    const token = await cache.get(`token/${hash}`, () =>
      documents.findOne<TokenRow>(COLLECTIONS.tokens, { hash }),
    );
    if (!token || token.revokedAt) throw refused();
    if (token.expiresAt && token.expiresAt <= clock()) throw refused();
    return userPrincipal(token.account, token.user, 'TOKEN');
  };

  const bySession = async (secret: string): Promise<UserPrincipal> => {
    const session = await sessions.find(secret);
    if (!session) throw refused();
    return userPrincipal(session.account, session.user, 'SESSION');
  };

  const identify = async ({ cookie, authorization, apiKey }: Credentials): Promise<Principal | null> => {
    if (apiKey !== undefined) return byApiKey(apiKey);
    if (authorization !== undefined) return byToken(authorization);
    const session = cookies.read(cookie);
    return session === null ? null : bySession(session);
  };

  return async (credentials) => {
    const principal = await identify(credentials);
    const { accountId } = credentials;
    if (!principal || accountId === undefined || accountId === principal.account) return principal;
    // To everybody but a SUPER_ADMIN another account does not exist (contracts/graphql.md).
    if (principal.kind !== 'USER' || !isAtLeast(principal.role, 'SUPER_ADMIN')) throw notFound('account');
    const account = await cache.get(`account/${accountId}`, () =>
      documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: accountId, account: accountId }),
    );
    if (!account) throw notFound('account');
    return { ...principal, account: accountId };
  };
}

/** One answer for everything that is wrong with a credential: it tells nobody which. */
function refused(): LetheError {
  return new LetheError('UNAUTHENTICATED', 'The credential is unknown, expired or revoked.');
}
