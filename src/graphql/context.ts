import { contextOf, type Context } from '../administration/context.js';
import type { Auth } from '../auth/auth.js';
import type { Credentials } from '../auth/authenticate.js';
import type { Principal } from '../auth/principal.js';
import type { RateLimit } from '../auth/rateLimit.js';
import { requirePrincipal } from '../auth/rights.js';
import type { IsTrustedProxy } from '../lib/clientAddress.js';
import { LetheError } from '../lib/errors.js';
import type { Sweeps } from '../retention/sweeps.js';
import type { Services } from '../services.js';
import { createLoaders, type Loaders } from './loaders.js';
import type { DocumentTexts } from './persistedDocuments.js';

/** What the GraphQL surface needs; the composition root gives it. */
export interface GraphqlDeps {
  readonly services: Services;
  readonly sweeps: Sweeps;
  readonly auth: Pick<Auth, 'authenticate' | 'prove'>;
  readonly rateLimit: RateLimit;
  /** Starts a job soon, persisted. */
  readonly schedule: { runNow(name: string, data: object): Promise<void> };
  /** The address that clients use, without a trailing slash. */
  readonly publicUrl: string;
  /** Whether strangers may ask for the schema as well; default false. */
  readonly openIntrospection?: boolean;
  /** What may be asked by its id; default: nothing. */
  readonly documentTexts?: DocumentTexts;
  /** Whether sessions of browsers may ask nothing else; default false. */
  readonly persistedOnly?: boolean;
  /** Default: nobody is. */
  readonly isTrustedProxy?: IsTrustedProxy;
}

/** What resolvers know of the request they answer, or of the socket. */
export interface GraphqlContext extends GraphqlDeps {
  readonly principal: Principal | null;
  /** The account that is acted in; null when nobody is signed in. */
  readonly account: string | null;
  /** Why the credentials were refused; told at the first field that needs them. */
  readonly refusal: LetheError | null;
  readonly requestId: string;
  readonly loaders: Loaders;
  /** Says anew who asks: a subscription outlives a key. @throws UNAUTHENTICATED, NOT_FOUND */
  reauthenticate(): Promise<Principal>;
}

export async function createContext(
  deps: GraphqlDeps,
  credentials: Credentials,
  requestId: string,
): Promise<GraphqlContext> {
  const { principal, refusal } = await identify(deps, credentials);
  const account = principal?.account ?? null;
  return {
    ...deps,
    principal,
    account,
    refusal,
    requestId,
    loaders: createLoaders(deps.services, account),
    reauthenticate: async () => requirePrincipal(await deps.auth.authenticate(credentials)),
  };
}

async function identify(
  { auth, rateLimit }: GraphqlDeps,
  credentials: Credentials,
): Promise<Pick<GraphqlContext, 'principal' | 'refusal'>> {
  try {
    const principal = await auth.authenticate(credentials);
    await rateLimit.take(principal, credentials.address);
    return { principal, refusal: null };
  } catch (error) {
    if (!(error instanceof LetheError)) throw error;
    return { principal: null, refusal: await countRefused(rateLimit, credentials, error) };
  }
}

/** Whoever tries credentials asks as a stranger: too many of them are told so, and no more. */
async function countRefused(
  rateLimit: RateLimit,
  { address }: Credentials,
  refusal: LetheError,
): Promise<LetheError> {
  if (refusal.code !== 'UNAUTHENTICATED') return refusal;
  try {
    await rateLimit.take(null, address);
    return refusal;
  } catch (error) {
    if (error instanceof LetheError) return error;
    throw error;
  }
}

/** Who asks, behind {@link checkAccess}. */
export function principalOf({ principal }: GraphqlContext): Principal {
  return requirePrincipal(principal);
}

/** The account that is acted in, behind {@link checkAccess}. */
export function accountOf(context: GraphqlContext): string {
  return principalOf(context).account;
}

/** In which account and by whom a setting is changed, behind {@link checkAccess}. */
export function settingsContextOf(context: GraphqlContext): Context {
  return contextOf(principalOf(context));
}
