import type { FastifyInstance } from 'fastify';
import type { Auth } from './auth/auth.js';
import type { RateLimit } from './auth/rateLimit.js';
import type { SharedCounts } from './auth/sharedCounts.js';
import type { Config } from './config.js';
import type { GraphqlDeps } from './graphql/context.js';
import { registerGraphql } from './graphql/registerGraphql.js';
import { registerAuthRoutes } from './http/auth/registerAuthRoutes.js';
import { registerExports } from './http/exports/registerExports.js';
import { registerChatwootHook } from './http/hooks/registerChatwootHook.js';
import { registerHooks } from './http/hooks/registerHooks.js';
import { registerTelephonyHooks } from './http/hooks/registerTelephonyHooks.js';
import { registerMedia } from './http/media/registerMedia.js';
import { registerRecordings } from './http/media/registerRecordings.js';
import { registerRest } from './http/rest/registerRest.js';
import { dashboardDocuments } from './http/sites/dashboardDocuments.js';
import { registerDashboard } from './http/sites/registerDashboard.js';
import { registerPlayground } from './http/sites/registerPlayground.js';
import type { IsTrustedProxy } from './lib/clientAddress.js';
import type { Sweeps } from './retention/sweeps.js';
import type { Services } from './services.js';

export interface SurfaceDeps {
  readonly config: Config;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly services: Services;
  readonly sweeps: Sweeps;
  readonly auth: Auth;
  readonly rateLimit: RateLimit;
  /** Null: this process counts tries to sign in alone. */
  readonly counts: SharedCounts | null;
  readonly schedule: GraphqlDeps['schedule'];
  readonly isTrustedProxy: IsTrustedProxy;
}

/**
 * Everything that clients, providers and people reach. Gives what ends its WebSockets, which must be called before the
 * server is closed.
 */
export async function registerSurfaces(
  http: FastifyInstance,
  deps: SurfaceDeps,
): Promise<{ stop(): Promise<void> }> {
  const { config, publicUrl, services, auth, rateLimit, counts } = deps;
  const { core, mailer } = services;
  registerAuthRoutes(http, { core, auth, mailer, publicUrl, counts });
  registerHooks(http, services);
  registerTelephonyHooks(http, services, config.publicUrl);
  registerMedia(http, services);
  registerRecordings(http, services);
  registerExports(http, services);
  registerChatwootHook(http, services);
  registerRest(http, { ...services, auth, rateLimit });
  registerDashboard(http);
  registerPlayground(http, auth);
  const { sweeps, schedule, isTrustedProxy } = deps;
  const { openIntrospection, persistedOnly } = config;
  return registerGraphql(http, {
    services,
    sweeps,
    auth,
    rateLimit,
    schedule,
    publicUrl,
    isTrustedProxy,
    openIntrospection,
    persistedOnly,
    documentTexts: dashboardDocuments(),
  });
}
