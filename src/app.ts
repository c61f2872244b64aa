import { allJobs } from '../jobs/allJobs.js';
import { prepareFirstAdministrator } from './administration/setup.js';
import { createAlerts } from './alerts/alerts.js';
import { createDatabaseWatch } from './alerts/databaseWatch.js';
import { createAuth } from './auth/auth.js';
import { createRateLimit } from './auth/rateLimit.js';
import { createSharedCounts } from './auth/sharedCounts.js';
import { openBackend, type Backend } from './backend.js';
import { createWhatsappClient } from './channels/whatsapp/createWhatsappClient.js';
import type { Config } from './config.js';
import { registerGraphql } from './graphql/registerGraphql.js';
import { registerAuthRoutes } from './http/auth/registerAuthRoutes.js';
import { registerHealth } from './http/health.js';
import { registerExports } from './http/exports/registerExports.js';
import { registerMedia } from './http/media/registerMedia.js';
import { registerChatwootHook } from './http/hooks/registerChatwootHook.js';
import { registerHooks } from './http/hooks/registerHooks.js';
import { registerRecordings } from './http/media/registerRecordings.js';
import { registerTelephonyHooks } from './http/hooks/registerTelephonyHooks.js';
import { registerRest } from './http/rest/registerRest.js';
import { countRequests, registerMetrics } from './http/registerMetrics.js';
import { createHttpServer } from './http/server.js';
import { registerDashboard } from './http/sites/registerDashboard.js';
import { registerPlayground } from './http/sites/registerPlayground.js';
import { createIsTrustedProxy } from './lib/clientAddress.js';
import { systemClock, type Clock } from './lib/clock.js';
import type { Log } from './lib/log.js';
import { createLogMailer, type Mailer } from './lib/mailer.js';
import { createSmtpMailer } from './lib/smtpMailer.js';
import { gaugesOf } from './metrics/gauges.js';
import { createMetrics, type Metrics } from './metrics/registry.js';
import { announceInstance } from './relay/live/instances.js';
import { createRedisBus } from './relay/live/redisBus.js';
import { finishForgetting } from './retention/forgetSubjects.js';
import { restoreHolds } from './retention/holdNotes.js';
import { replayLedger } from './retention/ledger.js';
import { createSweeps, type Sweeps } from './retention/sweeps.js';
import { createScheduler } from './scheduler/agenda.js';
import type { LaneLimits } from './sending/worker/lanes.js';
import { createServices, type Services } from './services.js';

/** What tests replace. */
export interface AppOverrides {
  readonly clock?: Clock;
  readonly log: Log;
}

/** A gateway that serves. */
export interface RunningApp {
  /** Where clients reach it, without a trailing slash. */
  readonly url: string;
  /** Which database was taken, and where its data lies. */
  readonly database: string;
  /** The one-time link for the first administrator; null when there is one already. */
  readonly setupUrl: string | null;
  readonly services: Services;
  readonly sweeps: Sweeps;
  /** Runs a recurring job now, to its end, as its schedule would. @throws when there is no such job */
  readonly runJob: (name: string) => Promise<void>;
  /** Stops what started last first; resolves when everything is closed. */
  stop(): Promise<void>;
}

/**
 * Starts the gateway: database, what an earlier process left undone, scheduler, surfaces. It listens last: nothing
 * is served before all that was forgotten is forgotten again.
 * @throws what openBackend throws; and when the port is taken
 */
export async function startApp(
  config: Config,
  { clock = systemClock, log }: AppOverrides,
): Promise<RunningApp> {
  const stops: (() => Promise<unknown> | undefined)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) await step();
  };
  try {
    const metrics = config.metrics ? createMetrics() : null;
    const backend = await openBackend(config, { clock, log, ...(metrics && { meter: metrics }) });
    stops.push(backend.stop);
    return { ...(await serve(config, backend, metrics, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As many as the worker asks for at a time, and room for those who ask within a request. */
const PROVIDER_CONNECTIONS = 600;
/** At the rate that is allowed, with answers that take a quarter of a second. */
const SECONDS_AN_ANSWER = 0.25;

function sendLimitsOf({ sendsPerSecond }: Config): LaneLimits {
  return { perSecond: sendsPerSecond, concurrency: Math.ceil(sendsPerSecond * SECONDS_AN_ANSWER) };
}

function createMailer({ smtp, mailFrom }: Config, publicUrl: string, log: Log): Mailer {
  if (!smtp) return createLogMailer(log);
  const { hostname } = new URL(publicUrl);
  const domain = /[a-z]$/i.test(hostname) ? hostname : 'localhost';
  return createSmtpMailer(smtp, mailFrom ?? `Lethe <lethe@${domain}>`);
}

async function serve(
  config: Config,
  { core, feed, db, description }: Backend,
  metrics: Metrics | null,
  stops: (() => Promise<unknown> | undefined)[],
): Promise<Omit<RunningApp, 'stop'>> {
  const { log } = core;
  await finishForgetting(core);
  await replayLedger(core);
  await restoreHolds(core);

  // Port 0 is told by the system only when it is listened on; only tests ask for it, and they send no Origin.
  const publicUrl = config.publicUrl ?? `http://${config.host}:${String(config.port)}`;
  let reachedAt = publicUrl;
  const client = createWhatsappClient({ apiUrl: config.whatsappApiUrl, connections: PROVIDER_CONNECTIONS });
  stops.push(() => client.close());
  const bus = config.redisUrl === null ? null : createRedisBus(core, config.redisUrl);
  if (bus) stops.push(() => bus.stop());
  const services = createServices(core, feed, {
    client,
    liveBus: bus,
    sendLimits: sendLimitsOf(config),
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    mailer: createMailer(config, publicUrl, log),
    publicUrl: () => reachedAt,
    whatsappApiUrl: config.whatsappApiUrl,
    twilioApiUrl: config.twilioApiUrl,
    thirdPartyRequestsPerSecond: config.thirdPartyRequestsPerSecond,
  });
  stops.push(() => {
    services.hub.stop();
    services.directory.stop();
    return undefined;
  });
  await feed.start();
  stops.push(() => services.deliveries.stop());
  stops.push(() => services.chatwoot.stop());

  const auth = createAuth(core);
  stops.push(() => {
    auth.stop();
    return undefined;
  });
  const counts = config.redisUrl === null ? null : createSharedCounts(config.redisUrl, log);
  stops.push(() => {
    counts?.stop();
    return undefined;
  });
  const rates = {
    apiKey: config.apiKeyRateLimit,
    user: config.userRateLimit,
    stranger: config.strangerRateLimit,
  };
  const rateLimit = createRateLimit(rates, counts);
  const alerts = createAlerts({ core, mailer: services.mailer, publicUrl: () => reachedAt });
  const sweeps = createSweeps(core, {
    thirdParty: services.thirdParty,
    recordsPerSecond: config.sweepRecordsPerSecond,
    ended: (row) => alerts.sweepEnded(row),
  });
  const scheduler = createScheduler({ db, jobs: allJobs({ core, services, sweeps, alerts }), log });

  const isTrustedProxy = createIsTrustedProxy(config.trustedProxies);
  const { concurrentPerAddress } = config;
  const http = createHttpServer({ log, publicUrl, isTrustedProxy, concurrentPerAddress });
  if (metrics) {
    countRequests(http, metrics);
    registerMetrics(http, metrics, config.metricsToken);
    for (const gauge of gaugesOf(services, scheduler)) metrics.addGauge(gauge);
  }
  registerHealth(http, [
    { name: 'database', isReady: () => feed.isHealthy() },
    { name: 'scheduler', isReady: () => scheduler.isReady() },
  ]);
  registerAuthRoutes(http, { core, auth, mailer: services.mailer, publicUrl });
  registerHooks(http, services);
  registerTelephonyHooks(http, services, config.publicUrl);
  registerMedia(http, services);
  registerRecordings(http, services);
  registerExports(http, services);
  registerChatwootHook(http, services);
  registerRest(http, { ...services, auth, rateLimit });
  registerDashboard(http);
  registerPlayground(http, auth);
  const graphql = await registerGraphql(http, {
    services,
    sweeps,
    auth,
    rateLimit,
    schedule: scheduler,
    publicUrl,
    isTrustedProxy,
    openIntrospection: config.openIntrospection,
  });
  stops.push(() => graphql.stop());

  // The database is asked before anybody may ask us.
  const first = await prepareFirstAdministrator(core, config.admin);
  services.sendWorker.start();
  stops.push(() => services.sendWorker.stop());
  await scheduler.start();
  services.deliveries.start();
  services.chatwootWorker.start();
  stops.push(() => services.chatwootWorker.stop());
  stops.push(() => scheduler.stop());
  counts?.start();
  await bus?.start();
  const watch = createDatabaseWatch({ core, mailer: services.mailer, publicUrl: () => reachedAt });
  watch.start();
  stops.push(() => {
    watch.stop();
    return undefined;
  });
  stops.push(await announceInstance(core, bus !== null));
  const address = await http.listen({ port: config.port, host: config.host });
  stops.push(() => http.close());
  const url = config.publicUrl ?? address;
  reachedAt = url;
  // Last: what it fetches may be asked for at once.
  services.media.copier.start();
  stops.push(() => services.media.copier.stop());
  return {
    url,
    database: description,
    setupUrl: first.kind === 'LINK' ? `${url}/setup?token=${first.link.secret}` : null,
    services,
    sweeps,
    runJob: (name) => scheduler.runToEnd(name),
  };
}
