import { setTimeout as sleep } from 'node:timers/promises';
import { openBackend, type Backend } from '../backend.js';
import type { Core } from '../events/core.js';
import { pendingMigrations } from '../migrations/migrate.js';
import { createServices, type Services } from '../services.js';
import type { Cli, GlobalOptions } from './cli.js';
import { createCliLog } from './cliLog.js';
import { CommandFailed, Interrupted } from './failure.js';

/** An open database with the services on it, for as long as a command runs. */
export interface Session {
  readonly backend: Backend;
  readonly services: Services;
  /** Aborted by Ctrl+C and SIGTERM: come to an end soon. */
  readonly signal: AbortSignal;
}

export interface SessionOptions extends GlobalOptions {
  /** Work beside a gateway that runs on the data folder (the default), or refuse to. */
  readonly joinRunning?: boolean;
  /** What it is about: it opens a database that other commands refuse. */
  readonly isFor?: 'MIGRATE' | 'RESTORE';
}

/** How long a command may take to come to a good end once it was told to stop. */
const STOP_MS = 5_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Opens the database that the settings name, runs `work`, and closes everything again, come what may.
 * @throws what openBackend throws; Interrupted after a signal
 */
export async function withSession<T>(
  cli: Cli,
  { joinRunning = true, verbose = false, isFor }: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const log = createCliLog(cli.output, verbose);
  const config = cli.readConfig();
  const { allowPrivateWebhooks, twilioApiUrl, thirdPartyRequestsPerSecond } = config;
  const isRestoring = isFor === 'RESTORE';
  const backend = await openBackend(config, { clock: cli.clock, log, joinRunning, isRestoring });
  try {
    if (isFor === undefined) await assertUpToDate(backend.core);
    const services = createServices(backend.core, backend.feed, {
      allowPrivateWebhooks,
      twilioApiUrl,
      thirdPartyRequestsPerSecond,
    });
    await backend.feed.start();
    try {
      return await untilSignal((signal) => work({ backend, services, signal }));
    } finally {
      services.hub.stop();
      services.directory.stop();
      await services.chatwoot.stop();
    }
  } finally {
    await backend.stop();
  }
}

/** Only a gateway that starts, and `lethe migrate`, change what an earlier version stored: that one may still run. */
async function assertUpToDate(core: Core): Promise<void> {
  if ((await pendingMigrations(core)).length > 0)
    throw new CommandFailed(
      'The database is of an earlier version. Start the gateway, or run lethe migrate, and then this again.',
    );
}

async function untilSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let giveUp: (error: Error) => void = () => undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  const onSignal = (): void => {
    controller.abort();
    void sleep(STOP_MS, undefined, { ref: false }).then(() => giveUp(new Interrupted()));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await Promise.race([work(controller.signal), tooLate]);
  } catch (error) {
    throw controller.signal.aborted ? new Interrupted() : error;
  } finally {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  }
}
