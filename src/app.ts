import { allJobs } from '../jobs/allJobs.js';
import { prepareFirstAdministrator } from './administration/setup.js';
import { createAlerts } from './alerts/alerts.js';
import { createDatabaseWatch } from './alerts/databaseWatch.js';
import { createAuth } from './auth/auth.js';
import { createRateLimit } from './auth/rateLimit.js';
import { createSharedCounts } from './auth/sharedCounts.js';
import { openBackend, type Backend, type BackendDeps } from './backend.js';
import { createWhatsappClient } from './channels/whatsapp/createWhatsappClient.js';
import type { Config } from './config.js';
import { registerHealth } from './http/health.js';
import { countRequests, registerMetrics } from './http/registerMetrics.js';
import { traceRequests } from './http/traceRequests.js';
import { createFrontDoor, type FrontDoor } from './http/frontDoor.js';
import { createHttpServer } from './http/server.js';
import { createIsTrustedProxy } from './lib/clientAddress.js';
import { SECOND_MS, systemClock, type Clock } from './lib/clock.js';
import type { Log } from './lib/log.js';
import { noTracer } from './lib/tracer.js';
import { createMongoFleet } from './instances/mongoFleet.js';
import { partsOf } from './instances/roles.js';
import { warnOfOthers } from './instances/warnOfOthers.js';
import { chooseMailer } from './lib/chooseMailer.js';
import { createTeardown, type Teardown } from './lib/teardown.js';
import { gaugesOf } from './metrics/gauges.js';
import { createMetrics, type Metrics } from './metrics/registry.js';
import { migrate } from './migrations/migrate.js';
import { createRedisBus } from './relay/live/redisBus.js';
import { finishForgetting } from './retention/forgetSubjects.js';
import { restoreHolds } from './retention/holdNotes.js';
import { replayLedger } from './retention/ledger.js';
import { createSweeps, type Sweeps } from './retention/sweeps.js';
import { createScheduler } from './scheduler/agenda.js';
import type { LaneLimits } from './sending/worker/lanes.js';
import { createServices, type Services } from './services.js';
import { registerSurfaces } from './surfaces.js';
import { openTracer } from './tracing/openTracer.js';

export interface AppOptions {
  /** Tests bring their own. */
  readonly clock?: Clock;
  readonly migrations?: NonNullable<BackendDeps['migrations']>;
  readonly log: Log;
  /** Calls the start off while it waits for the database; what is thrown then is its reason. */
  readonly signal?: AbortSignal;
  /** Told, in a sentence, what is waited for. */
  readonly waits?: (reason: string) => void;
  readonly onCommand?: BackendDeps['onCommand'];
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
 * Starts the gateway: database, what an earlier process left undone, scheduler, surfaces. Its port answers from the first
 * moment, but nothing is served before all that was forgotten is forgotten again.
 * @throws what openBackend throws; and when the port is taken
 */
export async function startApp(config: Config, options: AppOptions): Promise<RunningApp> {
  const { clock = systemClock, log, signal = new AbortController().signal, waits, onCommand } = options;
  const teardown = createTeardown(log);
  const stop = (): Promise<void> => teardown.run();
  try {
    const door = createFrontDoor();
    teardown.add({ listening: () => door.close() });
    const address = await door.listen({ port: config.port, host: config.host });
    door.waitFor('database');
    const told = (reason: string): void => {
      log.warn({ reason }, 'The database cannot be reached; the gateway waits for it.');
      waits?.(reason);
    };
    const metrics = config.metrics ? createMetrics() : null;
    const tracer = await openTracer(config.tracing, log);
    teardown.add({ traces: () => tracer?.stop() });
    const given = {
      ...(options.migrations && { migrations: options.migrations }),
      ...(metrics && { meter: metrics }),
      ...(tracer && { tracer }),
      ...(onCommand && { onCommand }),
    };
    const backend = await openBackend(config, { clock, log, ...given, waiting: { signal, told } });
    teardown.add({ database: backend.stop }, DATABASE_STOP_MS);
    return { ...(await serve(config, backend, metrics, { door, address, teardown })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An embedded engine writes what it has in memory. */
const DATABASE_STOP_MS = 6 * SECOND_MS;
/** How long those who work get to end what they are at, before what they wait for outside is cut off. */
const WORK_STOP_MS = 4 * SECOND_MS;

/** As many as the worker asks for at a time, and room for those who ask within a request. */
const PROVIDER_CONNECTIONS = 600;
/** At the rate that is allowed, with answers that take a quarter of a second. */
const SECONDS_AN_ANSWER = 0.25;

function sendLimitsOf({ sendsPerSecond }: Config): LaneLimits {
  return { perSecond: sendsPerSecond, concurrency: Math.ceil(sendsPerSecond * SECONDS_AN_ANSWER) };
}

interface Frame {
  readonly door: FrontDoor;
  /** Where it listens. */
  readonly address: string;
  readonly teardown: Teardown;
}

async function serve(
  config: Config,
  { core, feed, deliveryFeed, db, description, migrations, isReachable }: Backend,
  metrics: Metrics | null,
  { door, address, teardown }: Frame,
): Promise<Omit<RunningApp, 'stop'>> {
  const { log } = core;
  door.waitFor('migrations');
  await migrate(core, migrations);
  door.waitFor('forgetting');
  await finishForgetting(core);
  await replayLedger(core);
  await restoreHolds(core);

  door.waitFor('start');
  // Port 0 is told by the system only when it is listened on; only tests ask for it, and they send no Origin.
  const publicUrl = config.publicUrl ?? `http://${config.host}:${String(config.port)}`;
  const url = config.publicUrl ?? address;
  const client = createWhatsappClient({ apiUrl: config.whatsappApiUrl, connections: PROVIDER_CONNECTIONS });
  const bus = config.redisUrl === null ? null : createRedisBus(core, config.redisUrl);
  const mailer = chooseMailer(config, publicUrl, log);
  const alerts = createAlerts({ core, mailer, publicUrl: () => url });
  const { serves, works } = partsOf(config.role);
  const fleet = createMongoFleet(core, db, works);
  const services = createServices(core, feed, {
    client,
    fleet,
    watchDeliveries: deliveryFeed.watch,
    liveBus: bus,
    sendLimits: sendLimitsOf(config),
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    mailer,
    erasureRan: (row) => alerts.erasureRan(row),
    publicUrl: () => url,
    whatsappApiUrl: config.whatsappApiUrl,
    twilioApiUrl: config.twilioApiUrl,
    thirdPartyRequestsPerSecond: config.thirdPartyRequestsPerSecond,
  });
  teardown.add({
    'live events': () => bus?.stop(),
    subscriptions: () => services.hub.stop(),
    directory: () => services.directory.stop(),
  });
  await feed.start();

  const counts = config.redisUrl === null ? null : createSharedCounts(config.redisUrl, log);
  const auth = createAuth(core, { publicUrl, counts });
  teardown.add({ authentication: () => auth.stop(), 'shared counts': () => counts?.stop() });
  const { apiKeyRateLimit: apiKey, userRateLimit: user, strangerRateLimit: stranger } = config;
  const rateLimit = createRateLimit({ apiKey, user, stranger }, counts);
  const sweeps = createSweeps(core, {
    thirdParty: services.thirdParty,
    recordsPerSecond: config.sweepRecordsPerSecond,
    ended: (row) => alerts.sweepEnded(row),
  });
  const jobs = allJobs({ core, services, sweeps, alerts });
  const scheduler = createScheduler({ db, jobs, log, works, tracer: core.tracer });

  const isTrustedProxy = createIsTrustedProxy(config.trustedProxies);
  const { concurrentPerAddress } = config;
  const http = createHttpServer({ log, publicUrl, isTrustedProxy, concurrentPerAddress, door });
  teardown.add({ http: () => http.close() });
  if (metrics) {
    countRequests(http, metrics);
    registerMetrics(http, metrics, config.metricsToken);
    for (const gauge of gaugesOf(services, scheduler)) metrics.addGauge(gauge);
  }
  if (core.tracer !== noTracer) traceRequests(http, core.tracer, isTrustedProxy);
  registerHealth(http, [
    { name: 'database', isReady: () => isReachable() && feed.isHealthy() },
    { name: 'scheduler', isReady: () => scheduler.isReady() },
  ]);
  const surfaceDeps = {
    ...{ config, publicUrl, counts, services },
    sweeps,
    auth,
    rateLimit,
    isTrustedProxy,
    schedule: scheduler,
  };
  const surfaces = serves ? await registerSurfaces(http, surfaceDeps) : null;

  // The database is asked before anybody may ask us.
  const first = serves ? await prepareFirstAdministrator(core, config.admin) : null;
  const watch = createDatabaseWatch({ core, mailer: services.mailer, publicUrl: () => url });
  // What still waits for somebody outside by then is cut off, and with it the requests that wait for that.
  teardown.add({ 'late requests': () => door.shut() });
  teardown.add({
    provider: () => client.close(),
    deliveries: () => services.deliveries.stop(),
    chatwoot: () => services.chatwoot.stop(),
  });
  teardown.add(
    {
      requests: () => door.shut(),
      sockets: () => surfaces?.stop(),
      sends: () => services.sendWorker.stop(),
      jobs: () => scheduler.stop(),
      'relay to chatwoot': () => services.chatwootWorker.stop(),
      files: () => services.media.copier.stop(),
      watch: () => watch.stop(),
      announcement: () => fleet.stop(),
    },
    WORK_STOP_MS,
  );
  if (works) services.sendWorker.start();
  await scheduler.start();
  if (works) services.deliveries.start();
  if (works) services.chatwootWorker.start();
  counts?.start();
  await bus?.start();
  if (works) watch.start();
  await fleet.start();
  warnOfOthers(fleet.others(), { hasBus: bus !== null, hasStore: config.s3 !== null }, log);
  await http.ready();
  door.open();
  // Last: what it fetches may be asked for at once.
  if (works) services.media.copier.start();
  return {
    url,
    database: description,
    setupUrl: first?.kind === 'LINK' ? `${url}/setup?token=${first.link.secret}` : null,
    services,
    sweeps,
    runJob: (name) => scheduler.runToEnd(name),
  };
}
