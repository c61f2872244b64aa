import { pino } from 'pino';
import { startApp, type RunningApp } from './app.js';
import { InvalidConfig, readConfig, type Config } from './config.js';
import { DatabaseError } from './database/errors.js';
import { WrongMasterKey } from './events/keyRing.js';
import { BrokenMasterKeyFile } from './masterKeyFile.js';
import { ObjectStoreUnusable } from './storage/objectStore.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Reads the settings, starts the gateway, prints where it is, and stops it at a signal. What the operator can mend
 * is told in sentences, without a stack; the process then ends with 1.
 */
export async function runGateway(): Promise<void> {
  let app: RunningApp;
  try {
    const config = readConfig();
    app = await startApp(config, { log: pino({ level: config.logLevel }, pino.destination(2)) });
    announce(app, config);
  } catch (error) {
    if (!isForOperator(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  let isStopping = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      app.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

function isForOperator(error: unknown): error is Error {
  return (
    error instanceof InvalidConfig ||
    error instanceof DatabaseError ||
    error instanceof WrongMasterKey ||
    error instanceof BrokenMasterKeyFile ||
    error instanceof ObjectStoreUnusable ||
    (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
  );
}

function announce({ url, database, setupUrl }: RunningApp, { dataDir }: Config): void {
  const lines = [
    `Lethe is listening on ${url}`,
    `  GraphQL    ${url}/graphql`,
    `  REST       ${url}/v1 (contract: ${url}/docs)`,
    `  Webhooks   ${url}/hooks/whatsapp/{numberId}`,
    `  Database   ${database}`,
    `  Data       ${dataDir}`,
    ...(setupUrl === null
      ? []
      : ['', 'Create the first administrator within 30 minutes by this one-time link:', `  ${setupUrl}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
