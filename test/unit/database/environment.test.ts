import { describe, expect, test } from '@jest/globals';
import { describeUri } from '../../../src/database/describeUri.js';
import { childEnvironment, userCacheFolder } from '../../../src/database/environment.js';

describe('userCacheFolder', () => {
  test.each([
    ['linux', {}, '/home/a/.cache/lethe'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/a' }, '/var/cache/a/lethe'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/a/.cache/lethe'],
    ['darwin', { XDG_CACHE_HOME: '/var/cache/a' }, '/home/a/Library/Caches/lethe'],
    ['win32', { LOCALAPPDATA: '/home/a/local' }, '/home/a/local/lethe'],
  ] as const)('%s with %j is %s', (platform, environment, folder) => {
    expect(userCacheFolder(environment, platform, '/home/a')).toBe(folder);
  });
});

describe('childEnvironment', () => {
  test('passes on what programs need and none of our secrets', () => {
    const passed = {
      PATH: '/bin',
      HOME: '/home/a',
      https_proxy: 'p',
      HTTPS_PROXY: 'p',
      PIP_INDEX_URL: 'i',
      LC_ALL: 'C',
    };
    const kept = {
      MASTER_KEY: 'k',
      MONGODB_URI: 'm',
      SMTP_URL: 's',
      ADMIN_PASSWORD: 'a',
      S3_SECRET_ACCESS_KEY: 's',
    };
    const engine = { SECANTUS_DATA_NONLOGGED: '1', SECANTUS_OPLOG_NONLOGGED: '1' };
    expect(childEnvironment({ ...passed, ...kept, ...engine })).toEqual(passed);
  });
});

describe('describeUri', () => {
  test.each([
    ['mongodb://localhost', 'MongoDB at localhost'],
    ['mongodb://user:secret@a:27017,b:27018/lethe?replicaSet=rs', 'MongoDB at a:27017,b:27018'],
    ['mongodb+srv://user:secret@cluster.example.net/?w=1', 'MongoDB at cluster.example.net'],
    ['mongodb://user:sec/ret@host/db', 'MongoDB at host'],
    ['mongodb://user:sec@ret@host/db', 'MongoDB at host'],
    ['mongodb://[::1]:27017', 'MongoDB at [::1]:27017'],
    ['mongodb://%2Ftmp%2Fmongodb.sock', 'MongoDB'],
    ['secret', 'MongoDB'],
  ])('%s is %s', (uri, description) => {
    expect(describeUri(uri)).toBe(description);
    expect(describeUri(uri)).not.toContain('sec');
  });
});
