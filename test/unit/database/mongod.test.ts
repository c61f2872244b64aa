import { describe, expect, test } from '@jest/globals';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findLocalMongod } from '../../../src/database/findMongod.js';
import { mongodArguments, parseMongodVersion, replicaSetCommand } from '../../../src/database/mongod.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

/** No real mongod is to be had on the build machine: this one only knows its version. */
async function fakeMongod(file: string, version: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n[ "$1" = --version ] && echo "db version v${version}"\n`);
  await chmod(file, 0o755);
  return file;
}

describe('mongod', () => {
  test('its version is read out of what it prints', () => {
    const printed = 'db version v8.2.6\nBuild Info: {\n    "version": "8.2.6",\n';
    expect(parseMongodVersion(printed)).toBe('8.2.6');
    expect(parseMongodVersion('db version v7.0.14-rc1-3-gabc')).toBe('7.0.14-rc1-3-gabc');
    expect(parseMongodVersion('postgres (PostgreSQL) 16.1')).toBeNull();
  });

  test('is started as a replica set, on the loopback only', () => {
    const args = mongodArguments('/data', 20_001).join(' ');
    expect(args).toContain('--dbpath /data --bind_ip 127.0.0.1 --port 20001 --replSet lethe');
    expect(args).not.toMatch(/nojournal|bind_ip_all|ttlMonitor/);
    expect(mongodArguments('/data', 20_001, 7)).toContain('ttlMonitorSleepSecs=7');
  });

  test('becomes a replica set once, and again only when its port has changed', () => {
    const members = [{ _id: 0, host: '127.0.0.1:20001' }];
    expect(replicaSetCommand(null, 20_001)).toEqual({ replSetInitiate: { _id: 'lethe', members } });
    const config = { _id: 'lethe', version: 3, term: 2, members };
    expect(replicaSetCommand(config, 20_001)).toBeNull();
    const moved = { ...config, version: 4, members: [{ _id: 0, host: '127.0.0.1:20002' }] };
    expect(replicaSetCommand(config, 20_002)).toEqual({ replSetReconfig: moved, force: true });
  });
});

describe('findLocalMongod', () => {
  test('the named one comes before PATH, PATH before the cache', async () => {
    await withTemporaryFolder(async (dir) => {
      const named = await fakeMongod(path.join(dir, 'named', 'my-mongod'), '8.0.1');
      const onPath = await fakeMongod(path.join(dir, 'bin', 'mongod'), '7.0.9');
      await fakeMongod(path.join(dir, '.cache/mongodb-binaries/mongod-x64-debian-8.2.5'), '8.2.5');
      const newest = await fakeMongod(
        path.join(dir, '.cache/mongodb-binaries/mongod-x64-debian-8.2.16'),
        '8.2.16',
      );
      const PATH = `${path.join(dir, 'none')}${path.delimiter}${path.dirname(onPath)}`;
      const find = async (environment: Record<string, string>) =>
        (await findLocalMongod({ HOME: dir, ...environment })).program;
      expect(await find({ PATH, MONGOMS_SYSTEM_BINARY: named })).toMatchObject({
        command: named,
        version: '8.0.1',
      });
      expect(await find({ PATH })).toEqual({ command: onPath, version: '7.0.9', origin: 'on PATH' });
      expect(await find({ PATH: '' })).toMatchObject({ command: newest, version: '8.2.16' });
    });
  });

  test('older and broken ones are passed over, with the reason', async () => {
    await withTemporaryFolder(async (dir) => {
      const old = await fakeMongod(path.join(dir, 'bin', 'mongod'), '6.0.18');
      const environment = {
        HOME: dir,
        PATH: path.dirname(old),
        MONGOMS_SYSTEM_BINARY: path.join(dir, 'missing'),
      };
      const { program, rejected } = await findLocalMongod(environment);
      expect(program).toBeNull();
      expect(rejected).toEqual([
        expect.stringMatching(/missing \(MONGOMS_SYSTEM_BINARY\) is not installed$/),
        expect.stringMatching(/mongod \(on PATH\) is only 6\.0\.18$/),
      ]);
    });
  });
});
