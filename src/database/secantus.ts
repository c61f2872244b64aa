import { MongoClient } from 'mongodb';
import { writeFileSync } from 'node:fs';

/** The arguments of `secantusd-rs`, which plays a replica set of one by itself. */
export function secantusArguments(dataFolder: string, port: number, configFile: string): string[] {
  return [
    ...['--host', '127.0.0.1', '--port', String(port), '--storage-path', dataFolder],
    // Without it a kill loses commits that were acknowledged with j: true.
    '--sync-on-commit',
    // Its own defaults are a journal of 2 GB a folder and a cache of 4 GB.
    ...['--log-file-max', '128MB', '--cache-size', '512M'],
    // Keeps the resume tokens of quiet change streams alive past the oplog's retention of an hour.
    ...['--noop-heartbeat-seconds', '300'],
    ...['--log-level', 'WARNING', '--config', configFile],
  ];
}

/**
 * A file to name by `--config`: it would otherwise obey a secantusd.toml in whatever folder we are started in. It says
 * only what no flag says.
 */
export function writeSecantusConfig(configFile: string, expirySeconds?: number): void {
  const expiry =
    expirySeconds === undefined ? '' : `[storage]\nttl_sweep_seconds = ${String(expirySeconds)}\n`;
  writeFileSync(configFile, `# Written by Lethe at each start; flags say the rest.\n${expiry}`, {
    mode: 0o600,
  });
}

/**
 * Waits until the server answers. The first start in a new folder may take seconds on a busy machine.
 * @throws the driver's errors when it does not within `timeoutMs` milliseconds
 */
export async function prepareSecantus(port: number, timeoutMs: number): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: timeoutMs,
  });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}
