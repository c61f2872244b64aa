import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseInUseError } from './errors.js';
import { identify, livenessOf, parseIdentity, type ProcessIdentity } from '../lib/processIdentity.js';

/** Held while a process uses a data folder. */
export interface FolderLock {
  /** Gives the folder free. Synchronous, so that it works on the way out as well. */
  release(): void;
}

/** A lock without content is one that is being written; past this age (milliseconds) its writer died on the way. */
const HALF_WRITTEN_MS = 2_000;
/** Somebody who judged the old lock stale at the same instant has moved ours by then, or never will. */
const SETTLE_MS = 100;

export const lockFile = (folder: string) => path.join(folder, 'lethe.lock');

/**
 * Takes the folder for this process. A lock whose holder is gone is taken over. The engine's own file lock stays
 * the last word: this one exists to tell the operator who holds the folder, before anything is started.
 * @throws DatabaseInUseError when a live process holds it
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = lockFile(folder);
  // Two takers of one process must be able to tell their locks apart as well.
  const mine = `${JSON.stringify({ ...identify(process.pid), taker: randomUUID() })}\n`;
  for (let stale = 0; ;) {
    if (await create(file, mine)) {
      if (stale > 0) await sleep(SETTLE_MS);
      if ((await readFile(file, 'utf8').catch(() => '')) === mine)
        return { release: () => release(file, mine) };
      continue;
    }
    const found = await readFile(file, 'utf8').catch(() => null);
    if (found === null) continue;
    const holder = parseLock(found);
    if (holder !== null && livenessOf(holder) !== 'gone') throw new DatabaseInUseError(folder, holder.pid);
    if (holder === null && (await ageOf(file)) < HALF_WRITTEN_MS) await sleep(50);
    else {
      stale += 1;
      await moveAway(file, found);
    }
  }
}

/** Who holds the folder now; null when nobody alive does. */
export async function findLockHolder(folder: string): Promise<ProcessIdentity | null> {
  const holder = parseLock(await readFile(lockFile(folder), 'utf8').catch(() => ''));
  return holder !== null && livenessOf(holder) !== 'gone' ? holder : null;
}

async function create(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Renames instead of deleting: what was moved can be looked at, and put back if it was somebody's fresh lock. */
async function moveAway(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved !== expected) await create(file, moved);
  await rm(aside, { force: true });
}

function release(file: string, mine: string): void {
  try {
    if (readFileSync(file, 'utf8') === mine) rmSync(file, { force: true });
  } catch {
    // Already gone, or the whole folder is.
  }
}

async function ageOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
}

function parseLock(text: string): ProcessIdentity | null {
  try {
    return parseIdentity(JSON.parse(text));
  } catch {
    return null;
  }
}
