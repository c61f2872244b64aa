import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { childEnvironment, type Environment } from './environment.js';
import { DatabaseError } from './errors.js';

/**
 * Runs in a process of its own: the library's download cannot be called off, prints to standard output, and reads
 * its settings from the environment. `folder:` tells where to watch it, `mongod:` is the result.
 */
const SCRIPT = `
const { DryMongoBinary, MongoBinary } = require(process.argv[1]);
DryMongoBinary.generateOptions({})
  .then(({ downloadDir }) => console.log('folder:' + downloadDir))
  .then(() => MongoBinary.getPath({}))
  .then((file) => process.stdout.write('mongod:' + file + '\\n', () => process.exit(0)))
  .catch((error) => {
    const reason = String(error.message).replace(/\\s+/g, ' ');
    // An idle connection to the host would keep the process for seconds.
    process.stderr.write('failed:' + reason + '\\n', () => process.exit(1));
  });
`;

/** Milliseconds without a single byte more on disk after which the download is given up. */
export interface Patience {
  /** Until the first byte: an unreachable host must not hold up the start. */
  readonly firstMs: number;
  /** Between bytes. */
  readonly stallMs: number;
}

/**
 * Lets mongodb-memory-server download its mongod and gives the path. Its settings (`MONGOMS_…`) are honoured, but
 * certificates are always checked: by itself it would run a program it got from anybody.
 * @throws DatabaseError with the reason when there is none to be had
 */
export async function downloadMongod(
  environment: Environment,
  patience: Patience = { firstMs: 8_000, stallMs: 30_000 },
): Promise<string> {
  const library = createRequire(import.meta.url).resolve('mongodb-memory-server-core');
  const env = { ...childEnvironment(environment), npm_config_strict_ssl: 'true', MONGOMS_MAX_RETRIES: '1' };
  // It was looked at before, and found missing or too old.
  Reflect.deleteProperty(env, 'MONGOMS_SYSTEM_BINARY');
  const child = spawn(process.execPath, ['-e', SCRIPT, library], { env, windowsHide: true });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (printed += text));
  }
  const line = (key: string) => new RegExp(`^${key}:(.*)$`, 'm').exec(printed)?.[1]?.trim();
  const watchdog = watch(
    () => line('folder'),
    patience,
    () => child.kill('SIGKILL'),
  );
  const killed = await new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => resolve(signal === 'SIGKILL'));
  }).finally(() => clearInterval(watchdog));
  const file = line('mongod');
  if (file !== undefined) return file;
  if (killed) throw new DatabaseError('the download host does not answer');
  throw new DatabaseError(line('failed') ?? 'the download ended without a result');
}

/** Looks at the folder instead of the process: another process of ours may be the one that downloads. */
function watch(folder: () => string | undefined, patience: Patience, giveUp: () => void): NodeJS.Timeout {
  let first: number | undefined;
  let last = -1;
  let since = Date.now();
  return setInterval(() => {
    void sizeOf(folder()).then((size) => {
      first ??= size;
      if (size !== last) since = last === -1 ? since : Date.now();
      last = size ?? -1;
      const limit = size === first ? patience.firstMs : patience.stallMs;
      if (Date.now() - since > limit) giveUp();
    });
  }, 250);
}

async function sizeOf(folder: string | undefined): Promise<number | undefined> {
  if (folder === undefined) return undefined;
  const names = await readdir(folder).catch((): string[] => []);
  const sizes = names.map((name) =>
    stat(path.join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}
