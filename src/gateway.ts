import { pino } from 'pino';
import { startApp, type AppOptions, type RunningApp } from './app.js';
import { InvalidConfig, readConfig, type Config } from './config.js';
import { DatabaseError } from './database/errors.js';
import { WrongMasterKey } from './events/keyRing.js';
import { SECOND_MS } from './lib/clock.js';
import { isDatabaseAway } from './lib/databaseAway.js';
import { BrokenMasterKeyFile } from './masterKeyFile.js';
import { UnknownSchema } from './migrations/schemaVersion.js';
import { ObjectStoreUnusable } from './storage/objectStore.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** After this the process ends whatever still hangs: service managers kill after ten seconds, and say that it failed. */
const STOP_WITHIN_MS = 9.5 * SECOND_MS;

const LOST =
  'The database was lost while the gateway started. Start it again: it waits for one that is away.';

/**
 * Reads the settings, starts the gateway, prints where it is, and stops it at a signal. What the operator can mend
 * is told in sentences, without a stack; the process then ends with 1.
 * @param role instead of `ROLE`
 * @param tests what tests of a process bring: a clock that lives through days, migrations of a version to come
 */
export async function runGateway(
  role?: Config['role'],
  tests: Pick<AppOptions, 'clock' | 'migrations'> = {},
): Promise<void> {
  const stopping = new AbortController();
  let app: RunningApp | null = null;
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    app?.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    const config = readConfig(undefined, role === undefined ? {} : { ROLE: role });
    const log = pino({ level: config.logLevel }, pino.destination(2));
    app = await startApp(config, {
      log,
      signal: stopping.signal,
      waits: createTeller(),
      ...tests,
    });
    announce(app, config);
  } catch (error) {
    if (stopping.signal.aborted) process.exit(0);
    const message = isDatabaseAway(error) ? LOST : isForOperator(error) ? error.message : null;
    if (message === null) throw error;
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
    return;
  }
  // Told to stop while it started.
  if (stopping.signal.aborted) {
    await app.stop();
    process.exit(0);
  }
}

/** For people; the log says it again each minute. */
function createTeller(): (reason: string) => void {
  let isTold = false;
  return (reason) => {
    if (!isTold) process.stderr.write(`${reason}\nLethe waits for it; /readyz says 503 until it is there.\n`);
    isTold = true;
  };
}

function isForOperator(error: unknown): error is Error {
  return (
    error instanceof InvalidConfig ||
    error instanceof DatabaseError ||
    error instanceof WrongMasterKey ||
    error instanceof UnknownSchema ||
    error instanceof BrokenMasterKeyFile ||
    error instanceof ObjectStoreUnusable ||
    (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
  );
}

function announce({ url, database, setupUrl }: RunningApp, { dataDir, role }: Config): void {
  const surfaces = [
    `  GraphQL    ${url}/graphql`,
    `  REST       ${url}/v1 (contract: ${url}/docs)`,
    `  Webhooks   ${url}/hooks/whatsapp/{numberId}`,
  ];
  const lines = [
    `Lethe is listening on ${url}`,
    ...(role === 'all' ? [] : [`  Role       ${role}`]),
    ...(role === 'worker' ? [`  Health     ${url}/healthz`] : surfaces),
    `  Database   ${database}`,
    `  Data       ${dataDir}`,
    ...(setupUrl === null
      ? []
      : ['', 'Create the first administrator within 30 minutes by this one-time link:', `  ${setupUrl}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
