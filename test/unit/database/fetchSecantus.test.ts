import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchSecantus, findCachedSecantus } from '../../../src/database/fetchSecantus.js';
import type { Run } from '../../../src/database/run.js';
import { secantusArguments } from '../../../src/database/secantus.js';
import { findSecantusWheel, pickServer } from '../../../src/database/secantusWheel.js';
import { listZip } from '../../../src/database/unzip.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';
import { makeZip } from '../../support/makeZip.js';

const archive = makeZip({
  'secantusdb-1.data/scripts/secantusd-rs': '#!python\n',
  'secantusdb.scripts/secantusd-rs': '#!/bin/sh\necho secantusd-rs 1\n',
  'secantusdb.libs/liblz4.so': 'library',
  'secantusdb-1.dist-info/METADATA': 'left out',
});
const sha256 = createHash('sha256').update(archive).digest('hex');
const wheel = { platform: 'any', sha256 };

/** Plays pip: only `works` can fetch. The server itself is asked for its version, and `serverRuns` decides. */
function fakePip(works: string, serverRuns = true): { run: Run; asked: string[] } {
  const asked: string[] = [];
  const run: Run = async (command, args) => {
    asked.push(command);
    if (args[0] === '--version')
      return { code: serverRuns ? 0 : 127, stdout: '', stderr: 'GLIBC_2.28 not found' };
    if (command !== works) return { code: null, stdout: '', stderr: 'is not installed' };
    await writeFile(path.join(args[args.indexOf('--dest') + 1] ?? '', 'secantusdb-1.whl'), archive);
    return { code: 0, stdout: '', stderr: '' };
  };
  return { run, asked };
}

describe('fetchSecantus', () => {
  test('takes the first pip that works and keeps the layout the server needs', async () => {
    await withTemporaryFolder(async (cacheFolder) => {
      const { run, asked } = fakePip('pip3');
      const source = { cacheFolder, env: {}, wheel, run };
      expect(await findCachedSecantus(source)).toBeNull();
      const server = await fetchSecantus(source);
      expect(asked.slice(0, 3)).toEqual(['python3', 'python', 'pip3']);
      expect(await readFile(server, 'utf8')).toContain('/bin/sh');
      await access(path.join(path.dirname(server), '../secantusdb.libs/liblz4.so'));
      expect(await findCachedSecantus(source)).toBe(server);
      expect(await readdir(cacheFolder)).toHaveLength(1);
    });
  });

  test('twice at once gives one whole copy', async () => {
    await withTemporaryFolder(async (cacheFolder) => {
      const source = { cacheFolder, env: {}, wheel, run: fakePip('pip').run };
      const [first, second] = await Promise.all([fetchSecantus(source), fetchSecantus(source)]);
      expect(first).toBe(second);
      expect(await readdir(cacheFolder)).toHaveLength(1);
    });
  });

  test.each([
    [
      'another checksum',
      { wheel: { ...wheel, sha256: '0'.repeat(64) }, run: fakePip('pip').run },
      /SHA-256.*refused/,
    ],
    ['no pip', { wheel, run: fakePip('none').run }, /pip3: is not installed/],
    ['a server that does not run here', { wheel, run: fakePip('pip', false).run }, /GLIBC_2.28/],
    ['a machine without a wheel', { wheel: null, run: fakePip('pip').run }, /no wheel/],
  ])('refuses %s and leaves nothing in the cache', async (_what, source, message) => {
    await withTemporaryFolder(async (cacheFolder) => {
      await expect(fetchSecantus({ cacheFolder, env: {}, ...source })).rejects.toThrow(message);
      expect(await readdir(cacheFolder)).toEqual([]);
    });
  });
});

describe('the wheel', () => {
  test('every listed machine has its checksum, others have none', () => {
    for (const [platform, arch] of [
      ['linux', 'x64'],
      ['linux', 'arm64'],
      ['darwin', 'arm64'],
      ['win32', 'x64'],
    ]) {
      expect(findSecantusWheel(platform ?? '', arch ?? '')?.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(findSecantusWheel('darwin', 'x64')).toBeNull();
  });

  test('outside Linux the server lies among the scripts', () => {
    expect(pickServer(['a.data/scripts/secantusd-rs.exe'])).toBe('a.data/scripts/secantusd-rs.exe');
    expect(pickServer(['a.data/scripts/other'])).toBeNull();
  });

  test('is unpacked, stored or deflated', () => {
    const files = { 'a/b': 'short', 'a/c': 'long '.repeat(1_000) };
    const read = listZip(makeZip(files)).map((entry) => [entry.name, entry.read().toString()]);
    expect(Object.fromEntries(read)).toEqual(files);
    expect(() => listZip(Buffer.from('no zip at all, but long enough to look'))).toThrow(/no zip/);
  });
});

test('SecantusDB syncs every commit, listens on the loopback and obeys no stray configuration', () => {
  const args = secantusArguments('/data', 20_001, '/empty.toml').join(' ');
  expect(args).toContain('--sync-on-commit');
  expect(args).toContain('--host 127.0.0.1 --port 20001 --storage-path /data');
  expect(args).toContain('--config /empty.toml');
});
