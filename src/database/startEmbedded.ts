import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { chooseWays, type EmbeddedEngine, type Way } from './chooseWays.js';
import { readEngineMemory, writeEngineMemory, type EngineMemory } from './engineMemory.js';
import { removeEngineRecord, terminateOrphan } from './engineRecord.js';
import type { Environment } from './environment.js';
import { DatabaseError, NoDatabaseError, type FailedWay } from './errors.js';
import type { FoundProgram } from './findMongod.js';
import { lockFolder } from './folderLock.js';
import { engineOf, locateEngine } from './locateEngine.js';
import { type Log, reasonOf } from './log.js';
import { startEngine } from './startEngine.js';
import type { SupervisedEngine } from './superviseEngine.js';

export interface EmbeddedOptions {
  /** Lethe's whole data folder; the database takes the subfolder `database`. */
  readonly dataDir: string;
  readonly pinned: EmbeddedEngine | undefined;
  /** Seconds between two looks of the engine for what has expired; undefined: its own default. */
  readonly expirySeconds: number | undefined;
  readonly environment: Environment;
  readonly log: Log;
}

/** An engine of ours, running. */
export interface EmbeddedDatabase {
  readonly engine: EmbeddedEngine;
  readonly program: FoundProgram;
  readonly port: number;
  readonly dataFolder: string;
  readonly stop: () => Promise<void>;
}

interface Started {
  readonly program: FoundProgram;
  readonly port: number;
  readonly supervised: SupervisedEngine;
}

export const databaseFolder = (dataDir: string) => path.resolve(dataDir, 'database');

/**
 * Finds an engine, starts it on the folder and keeps it running.
 * @throws DatabaseInUseError, EngineMismatchError, NoDatabaseError (with all reasons); nothing is left running then
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = databaseFolder(options.dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  const leave = () => lock.release();
  process.once('exit', leave);
  const giveFree = () => {
    process.removeListener('exit', leave);
    lock.release();
  };
  try {
    await terminateOrphan(folder, options.log);
    const memory = await readEngineMemory(folder);
    const ways = chooseWays({ folder, pinned: options.pinned, remembered: memory?.engine });
    const { way, started } = await startFirst(ways, folder, memory, options);
    const engine = engineOf(way);
    const { program, port, supervised } = started;
    await writeEngineMemory(folder, { engine, version: program.version, port }).catch(
      async (error: unknown) => {
        await supervised.stop();
        throw error;
      },
    );
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await supervised.stop();
      removeEngineRecord(folder);
      giveFree();
    };
    return {
      engine,
      program,
      port,
      dataFolder: path.join(folder, engine),
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    giveFree();
    throw error;
  }
}

async function startFirst(
  ways: readonly Way[],
  folder: string,
  memory: EngineMemory | null,
  options: EmbeddedOptions,
): Promise<{ way: Way; started: Started }> {
  const failed: FailedWay[] = [];
  const search = { environment: options.environment, log: options.log, pinned: options.pinned !== undefined };
  for (const way of ways) {
    try {
      const program = await locateEngine(way, search);
      const { expirySeconds } = options;
      const plan = { folder, engine: engineOf(way), program, preferredPort: memory?.port, expirySeconds };
      return { way, started: { program, ...(await startEngine(plan, options)) } };
    } catch (error) {
      // What is not ours to explain (a full disk, a folder without rights) is no reason to go on to another engine.
      if (!(error instanceof DatabaseError)) throw error;
      failed.push({ way: NAMES[way], reason: reasonOf(error) });
      if (error.name === 'EngineStartError')
        options.log('A database engine did not start', { way, reason: error.message });
    }
  }
  throw new NoDatabaseError(failed);
}

const NAMES: Readonly<Record<Way, string>> = {
  'local-mongod': 'mongod on this machine',
  'downloaded-mongod': 'mongod by download',
  secantus: 'SecantusDB by pip',
};
