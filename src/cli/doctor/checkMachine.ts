import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidConfig, masterKeyFile, type Config } from '../../config.js';
import { formatBytes } from '../table.js';
import { fail, ok, warn, type Finding } from './finding.js';

const NODE_MINIMUM = [20, 19] as const;
const MIB = 1024 * 1024;
const DISK_FAIL_BYTES = 256 * MIB;
const DISK_WARN_BYTES = 2048 * MIB;
/** Permissions of others than the owner. */
const OTHERS = 0o077;

/** @param version as `process.versions.node` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = NODE_MINIMUM;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return ok('Node', version);
  return fail('Node', `${version} is too old.`, `Install Node ${NODE_MINIMUM.join('.')} or newer.`);
}

/** The settings, and what is to be said of them; null: nothing further can be checked. */
export function checkSettings(readConfig: () => Config): {
  readonly config: Config | null;
  readonly findings: readonly Finding[];
} {
  try {
    const config = readConfig();
    return { config, findings: [ok('settings', 'All of them can be read.')] };
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    const remedy = 'Correct this setting; docs/operations.md lists them.';
    return {
      config: null,
      findings: error.mistakes.map((mistake) => fail('settings', `${mistake}.`, remedy)),
    };
  }
}

export interface DataFolder {
  /** An earlier start made it. */
  readonly exists: boolean;
  readonly findings: readonly Finding[];
}

/** The data folder and the room on its disk. */
export async function checkDataFolder({ dataDir }: Config): Promise<DataFolder> {
  const mode = await modeOf(dataDir);
  const room = await checkRoom(mode === null ? dirname(dataDir) : dataDir);
  if (mode === null)
    return { exists: false, findings: [ok('data folder', `${dataDir} is made by the first start.`), room] };
  const isOpen = process.platform !== 'win32' && (mode & OTHERS) !== 0;
  const folder = isOpen
    ? warn('data folder', `Other users of this machine can look into ${dataDir}.`, `chmod 700 ${dataDir}`)
    : ok('data folder', dataDir);
  return { exists: true, findings: [folder, room] };
}

async function checkRoom(folder: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const message = `${formatBytes(free)} free`;
    const remedy = 'Make room: a database on a full disk stops, and forgetting with it.';
    if (free < DISK_FAIL_BYTES) return fail('disk', message, remedy);
    return free < DISK_WARN_BYTES ? warn('disk', message, remedy) : ok('disk', message);
  } catch {
    return warn('disk', 'Its free space cannot be told.', `Look whether ${folder} can be read.`);
  }
}

/**
 * Where the master key comes from; whether it is the right one is told by the database.
 * @param isFirstStart there is no data yet that an earlier key could have sealed
 */
export async function checkMasterKey(
  { masterKey, dataDir }: Config,
  isFirstStart: boolean,
): Promise<Finding> {
  if (masterKey !== null) return ok('master key', 'Given by MASTER_KEY.');
  const file = masterKeyFile(dataDir);
  const mode = await modeOf(file);
  if (mode === null) {
    if (isFirstStart) return ok('master key', 'Made by the first start.');
    const remedy = 'Put the file back, or set MASTER_KEY. A new key could read nothing of what is stored.';
    return fail('master key', `${file} is missing.`, remedy);
  }
  if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
    return warn('master key', `Other users of this machine can read ${file}.`, `chmod 600 ${file}`);
  return ok('master key', `${file}; keep a copy of it elsewhere.`);
}

async function modeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ mode }) => mode,
    () => null,
  );
}
