import { setTimeout as sleep } from 'node:timers/promises';
import { openBackend, type Backend } from '../backend.js';
import { createServices, type Services } from '../services.js';
import type { Cli, GlobalOptions } from './cli.js';
import { createCliLog } from './cliLog.js';
import { Interrupted } from './failure.js';

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
  { joinRunning = true, verbose = false }: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const log = createCliLog(cli.output, verbose);
  const config = cli.readConfig();
  const { allowPrivateWebhooks, twilioApiUrl, thirdPartyRequestsPerSecond } = config;
  const backend = await openBackend(config, { clock: cli.clock, log, joinRunning });
  try {
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
