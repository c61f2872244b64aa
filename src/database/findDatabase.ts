import type { EmbeddedEngine } from './chooseWays.js';
import { connectMongo } from './connect.js';
import { describeUri } from './describeUri.js';
import { readEngineMemory } from './engineMemory.js';
import { readEngineRecord } from './engineRecord.js';
import { machineEnvironment, type Environment } from './environment.js';
import { findLockHolder } from './folderLock.js';
import { silent, type Log } from './log.js';
import { livenessOf } from '../lib/processIdentity.js';
import { databaseFolder, startEmbedded } from './startEmbedded.js';

export interface DatabaseOptions {
  /** `MONGODB_URI`: a server of the operator's own; nothing is started then, and nothing is locked. */
  readonly mongodbUri?: string | undefined;
  /** `EMBEDDED_DB`: pins the engine. */
  readonly embedded?: EmbeddedEngine | undefined;
  /** `DATA_DIR`: an embedded engine keeps its data in its subfolder `database`. */
  readonly dataDir: string;
  readonly log?: Log | undefined;
  /** Seconds between two looks of the engine for documents whose `expiresAt` has passed; default: its own, 60. */
  readonly expirySeconds?: number | undefined;
  /** PATH, HOME and the like; default: those of this process. */
  readonly environment?: Environment | undefined;
}

export interface RunningDatabase {
  readonly engine: 'external' | EmbeddedEngine;
  /** For `connectMongo`. May hold credentials: not for logs. */
  readonly uri: string;
  /** One sentence for the start line: which database, how it was found, where its data lies. No credentials. */
  readonly description: string;
  /** Ends an embedded engine cleanly; to be called last, after every client is closed. May be called twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Finds the database, in this order: `mongodbUri`; a mongod on this machine; one that mongodb-memory-server
 * downloads; SecantusDB by pip. An embedded engine is restarted when it dies, always on the same port.
 * @throws DatabaseError (its subclasses tell which): nothing is left running then
 */
export async function startDatabase(options: DatabaseOptions): Promise<RunningDatabase> {
  const { mongodbUri, embedded, dataDir, log = silent, environment = machineEnvironment() } = options;
  const { expirySeconds } = options;
  if (mongodbUri !== undefined && mongodbUri !== '') return useExternal(mongodbUri);
  const database = await startEmbedded({ dataDir, pinned: embedded, expirySeconds, environment, log });
  const { engine, program, dataFolder } = database;
  const name = engine === 'mongod' ? 'mongod' : 'SecantusDB';
  return {
    engine,
    uri: embeddedUri(engine, database.port),
    description: `${name} ${program.version} (${program.origin}), data in ${dataFolder}.`,
    stop: database.stop,
  };
}

/**
 * The address of the embedded database that a live process of ours runs on this data folder; null when none does.
 * For commands that are run beside the gateway: to start a second engine on the folder is refused.
 */
export async function findRunningDatabase(dataDir: string): Promise<string | null> {
  const folder = databaseFolder(dataDir);
  const record = readEngineRecord(folder);
  const memory = await readEngineMemory(folder);
  if (record === null || memory === null || livenessOf(record) === 'gone') return null;
  return (await findLockHolder(folder)) === null ? null : embeddedUri(memory.engine, record.port);
}

async function useExternal(uri: string): Promise<RunningDatabase> {
  const client = await connectMongo(uri);
  await client.close();
  const description = `${describeUri(uri)} (MONGODB_URI), data where that server keeps it.`;
  return { engine: 'external', uri, description, stop: () => Promise.resolve() };
}

/**
 * SecantusDB does not remember which writes it has done, so one that is sent again after a lost answer would be done
 * twice; there a lost answer is an error, and idempotency keys decide.
 */
function embeddedUri(engine: EmbeddedEngine, port: number): string {
  const retry = engine === 'secantus' ? '&retryWrites=false' : '';
  return `mongodb://127.0.0.1:${port}/?directConnection=true${retry}`;
}
