import { afterEach, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { readEngineRecord, terminateOrphan, writeEngineRecord } from '../../../src/database/engineRecord.js';
import { DatabaseInUseError } from '../../../src/database/errors.js';
import { findLockHolder, lockFile, lockFolder } from '../../../src/database/folderLock.js';
import { silent } from '../../../src/database/log.js';
import { identify, livenessOf } from '../../../src/lib/processIdentity.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function startOther(script = 'setInterval(() => {}, 1000)'): number {
  const child = spawn(process.execPath, ['-e', script]);
  children.push(child);
  if (child.pid === undefined) throw new Error('no process');
  return child.pid;
}

async function killOther(): Promise<void> {
  const child = children.pop();
  child?.kill('SIGKILL');
  if (child !== undefined) await once(child, 'exit');
}

describe('lockFolder', () => {
  test('a live process keeps others out, and its end lets them in', async () => {
    await withTemporaryFolder(async (dir) => {
      const pid = startOther();
      await writeFile(lockFile(dir), JSON.stringify(identify(pid)));
      await expect(lockFolder(dir)).rejects.toThrow(DatabaseInUseError);
      await expect(lockFolder(dir)).rejects.toThrow(`in use by process ${pid}`);
      await killOther();
      const lock = await lockFolder(dir);
      expect((await findLockHolder(dir))?.pid).toBe(process.pid);
      lock.release();
      expect(await readdir(dir)).toEqual([]);
    });
  });

  test('a process that merely got the number is not the holder', async () => {
    await withTemporaryFolder(async (dir) => {
      const foreign = { ...identify(startOther()), started: 'long before' };
      await writeFile(lockFile(dir), JSON.stringify(foreign));
      (await lockFolder(dir)).release();
    });
  });

  test('only one of many takes a stale lock', async () => {
    await withTemporaryFolder(async (dir) => {
      await writeFile(lockFile(dir), JSON.stringify({ pid: 2 ** 30, started: 'x' }));
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(dir)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  test('a lock that was never written to its end is given up', async () => {
    await withTemporaryFolder(async (dir) => {
      await writeFile(lockFile(dir), '{"pi');
      await utimes(lockFile(dir), new Date(0), new Date(0));
      const lock = await lockFolder(dir);
      expect(JSON.parse(await readFile(lockFile(dir), 'utf8'))).toMatchObject({ pid: process.pid });
      lock.release();
    });
  });
});

describe('terminateOrphan', () => {
  test('ends the engine that was left behind', async () => {
    await withTemporaryFolder(async (dir) => {
      const pid = startOther();
      writeEngineRecord(dir, pid, 20_001);
      const record = readEngineRecord(dir);
      expect(record).toMatchObject({ pid, port: 20_001 });
      await terminateOrphan(dir, silent);
      expect(record === null ? null : livenessOf(record)).toBe('gone');
      expect(readEngineRecord(dir)).toBeNull();
    });
  });

  test('leaves alone a process that merely got its number', async () => {
    await withTemporaryFolder(async (dir) => {
      const identity = identify(startOther());
      await writeFile(`${dir}/engine.pid`, JSON.stringify({ ...identity, started: 'long before', port: 1 }));
      await terminateOrphan(dir, silent);
      expect(livenessOf(identity)).toBe('same');
      expect(readEngineRecord(dir)).toBeNull();
    });
  });
});
