import { readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { childEnvironment, type Environment } from './environment.js';
import { isRecentEnough, OLDEST_MONGOD, parseMongodVersion } from './mongod.js';
import { run as runProgram, type Run } from './run.js';

/** A program that can be started, and for the start line where it was found. */
export interface FoundProgram {
  readonly command: string;
  readonly version: string;
  readonly origin: string;
}

/** What was found, and each candidate that was not fit, with the reason. */
export interface MongodSearch {
  readonly program: FoundProgram | null;
  readonly rejected: readonly string[];
}

const VERSION_TIMEOUT_MS = 10_000;

interface Candidate {
  readonly file: string;
  readonly origin: string;
}

/**
 * Looks for a mongod of version 7 or newer on this machine: named by MONGOMS_SYSTEM_BINARY, on PATH, or downloaded
 * earlier by any project's mongodb-memory-server. Each candidate is asked for its version, so that a broken download
 * or an older mongod is passed over.
 */
export async function findLocalMongod(
  environment: Environment,
  run: Run = runProgram,
): Promise<MongodSearch> {
  const rejected: string[] = [];
  const env = childEnvironment(environment);
  for (const { file, origin } of await listCandidates(environment)) {
    if (origin !== 'MONGOMS_SYSTEM_BINARY' && !(await isFile(file))) continue;
    const { stdout, stderr } = await run(file, ['--version'], { env, timeoutMs: VERSION_TIMEOUT_MS });
    const version = parseMongodVersion(stdout);
    if (version !== null && isRecentEnough(version))
      return { program: { command: file, version, origin }, rejected };
    const said = stderr.trim().split('\n')[0] ?? '';
    const why = version === null ? (said === '' ? 'tells no version' : said) : `is only ${version}`;
    rejected.push(`${file} (${origin}) ${why}`);
  }
  if (rejected.length === 0) rejected.push(`no mongod ${OLDEST_MONGOD} or newer was found`);
  return { program: null, rejected };
}

async function listCandidates(environment: Environment): Promise<Candidate[]> {
  const named = environment['MONGOMS_SYSTEM_BINARY'];
  const name = process.platform === 'win32' ? 'mongod.exe' : 'mongod';
  const onPath = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => ({ file: path.join(folder, name), origin: 'on PATH' }));
  const caches = await Promise.all(cacheFolders(environment).map(listCached));
  return [
    ...(named === undefined || named === ''
      ? []
      : [{ file: path.resolve(named), origin: 'MONGOMS_SYSTEM_BINARY' }]),
    ...onPath,
    ...caches.flat(),
  ];
}

/** Where mongodb-memory-server keeps its binaries, by its own rules. */
function cacheFolders(environment: Environment): string[] {
  return [
    ...(environment['MONGOMS_DOWNLOAD_DIR'] ? [environment['MONGOMS_DOWNLOAD_DIR']] : []),
    path.join(environment['HOME'] ?? os.homedir(), '.cache', 'mongodb-binaries'),
    path.resolve('node_modules', '.cache', 'mongodb-memory-server'),
    path.resolve('mongodb-binaries'),
  ];
}

async function listCached(folder: string): Promise<Candidate[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => /^mongod-.*\d+\.\d+\.\d+(\.exe)?$/.test(name))
    .sort((a, b) => versionOf(b).localeCompare(versionOf(a), undefined, { numeric: true }))
    .map((name) => ({ file: path.join(folder, name), origin: "in mongodb-memory-server's cache" }));
}

const versionOf = (name: string) => /\d+\.\d+\.\d+(?=(\.exe)?$)/.exec(name)?.[0] ?? '';

const isFile = (file: string) =>
  stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
