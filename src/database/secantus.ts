import { MongoClient } from 'mongodb';
import { writeFileSync } from 'node:fs';

/**
 * What only the environment of `secantusd-rs` says. Pages that a transaction has changed stay in the cache until it ends.
 * By WiredTiger's defaults whoever reads helps to clear the cache once a tenth of it is so, and here also the one whose
 * answer the transaction waits for: for ever. 800 messages deleted among 500,000 were enough, of a cache of 512 MB.
 */
export const SECANTUS_ENVIRONMENT: Readonly<Record<string, string>> = {
  SECANTUS_WT_CONFIG_EXTRA: 'eviction_dirty_trigger=80,eviction_updates_trigger=60',
};

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
