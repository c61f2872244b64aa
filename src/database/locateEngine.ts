import { findLocalMongod, type FoundProgram } from './findMongod.js';
import type { EmbeddedEngine, Way } from './chooseWays.js';
import { findFailedDownload, forgetFailedDownload, rememberFailedDownload } from './downloadMemory.js';
import { downloadMongod } from './downloadMongod.js';
import { childEnvironment, userCacheFolder, type Environment } from './environment.js';
import { DatabaseError } from './errors.js';
import { fetchSecantus, findCachedSecantus } from './fetchSecantus.js';
import { type Log, reasonOf } from './log.js';
import { SECANTUS_VERSION } from './secantusWheel.js';

export interface Search {
  readonly environment: Environment;
  /** True when the operator asks for this engine by name: a download that failed lately is tried again. */
  readonly pinned: boolean;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
/** There is another way after this one, so a week may pass. */
const MONGOD_RETRY_MS = 7 * DAY_MS;
/** There is none after this one: only a process manager that starts us in a loop is held off. */
const SECANTUS_RETRY_MS = DAY_MS / 144;

export const engineOf = (way: Way): EmbeddedEngine => (way === 'secantus' ? 'secantus' : 'mongod');

/**
 * Finds the program for one way, downloading it where that is what the way means.
 * @throws DatabaseError with the reason when there is none
 */
export function locateEngine(way: Way, search: Search): Promise<FoundProgram> {
  switch (way) {
    case 'local-mongod':
      return locateLocalMongod(search);
    case 'downloaded-mongod':
      return locateDownloadedMongod(search);
    case 'secantus':
      return locateSecantus(search);
  }
}

async function locateLocalMongod({ environment, log }: Search): Promise<FoundProgram> {
  const { program, rejected } = await findLocalMongod(environment);
  if (program === null) throw new DatabaseError(rejected.join('; '));
  for (const reason of rejected) log('A mongod was passed over', { reason });
  return program;
}

async function locateDownloadedMongod(search: Search): Promise<FoundProgram> {
  const { environment } = search;
  const command = await tryDownload('mongod', MONGOD_RETRY_MS, search, () => downloadMongod(environment));
  const { program, rejected } = await findLocalMongod({
    ...environment,
    PATH: '',
    MONGOMS_SYSTEM_BINARY: command,
  });
  if (program === null) throw new DatabaseError(rejected.join('; '));
  return { ...program, origin: 'downloaded by mongodb-memory-server' };
}

async function locateSecantus(search: Search): Promise<FoundProgram> {
  const cacheFolder = userCacheFolder(search.environment);
  const source = { cacheFolder, env: childEnvironment(search.environment) };
  const found = { version: SECANTUS_VERSION, origin: `fetched by pip into ${cacheFolder}` };
  const cached = await findCachedSecantus(source);
  if (cached !== null) return { ...found, command: cached };
  const name = `secantusdb-${SECANTUS_VERSION}`;
  return {
    ...found,
    command: await tryDownload(name, SECANTUS_RETRY_MS, search, () => fetchSecantus(source)),
  };
}

async function tryDownload<T>(
  name: string,
  retryMs: number,
  search: Search,
  download: () => Promise<T>,
): Promise<T> {
  const cacheFolder = userCacheFolder(search.environment);
  const failed = search.pinned ? null : await findFailedDownload(cacheFolder, name, retryMs, Date.now());
  if (failed !== null) {
    const since = new Date(failed.at).toISOString();
    const until = new Date(failed.at + retryMs).toISOString();
    throw new DatabaseError(`not tried again before ${until}, as it failed at ${since}: ${failed.reason}`);
  }
  search.log('Downloading a database engine, this once', { download: name, into: cacheFolder });
  try {
    const result = await download();
    await forgetFailedDownload(cacheFolder, name);
    return result;
  } catch (error) {
    const reason = reasonOf(error);
    await rememberFailedDownload(cacheFolder, name, { at: Date.now(), reason });
    search.log('The download failed', { download: name, reason });
    throw error;
  }
}
