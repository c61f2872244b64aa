import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readEngineRecord } from '../../src/database/engineRecord.js';
import { startDatabase, type RunningDatabase } from '../../src/database/findDatabase.js';

/** A database server that nobody else uses, to be taken away and brought back on the same address. */
export interface OwnEngine {
  readonly uri: string;
  start(): Promise<void>;
  /** As an administrator stops it. */
  stop(): Promise<void>;
  /** `kill -9`; it stays away. */
  kill(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/** It does not run yet, but its address is known. */
export async function createOwnEngine(): Promise<OwnEngine> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'lethe-engine-'));
  const pinned = process.env['EMBEDDED_DB'];
  let running: RunningDatabase | null = null;
  const start = async (): Promise<RunningDatabase> =>
    (running ??= await startDatabase({
      dataDir,
      embedded: pinned === 'mongod' || pinned === 'secantus' ? pinned : undefined,
    }));
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = null;
  };
  // It keeps the port that it had first.
  const { uri } = await start();
  await stop();
  return {
    uri,
    start: async () => {
      await start();
    },
    stop,
    kill: async () => {
      const record = readEngineRecord(path.join(dataDir, 'database'));
      if (!record) throw new Error('No engine runs that could be killed.');
      process.kill(record.pid, 'SIGKILL');
      await stop();
    },
    remove: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
