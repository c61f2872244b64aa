import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { newObjectKey } from '../../../src/storage/objectKey.js';
import { createLocalObjectStore } from '../../../src/storage/localObjectStore.js';
import { createMemoryObjectStore } from '../../../src/storage/memoryObjectStore.js';
import { ObjectStoreUnusable } from '../../../src/storage/objectStore.js';
import { inChunks, objectStoreContract } from '../../support/contract/objectStore.js';
import { withTemporaryFolder } from '../../support/temporaryFolder.js';

objectStoreContract('in memory', async () => ({
  store: createMemoryObjectStore(),
  close: () => Promise.resolve(),
}));

objectStoreContract('on the local disk', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lethe-objects-'));
  return {
    store: createLocalObjectStore(path.join(folder, 'objects')),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('objects on the local disk', () => {
  it('are for their owner alone', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = createLocalObjectStore(folder);
      const key = newObjectKey('media', 'account');
      await store.put(key, inChunks(Buffer.from('x')), 10);
      const name = key.split('/').at(-1) ?? '';
      const shard = path.join(folder, 'media', 'account', name.slice(0, 2));
      expect((await stat(path.join(shard, name))).mode & 0o777).toBe(0o600);
      expect((await stat(shard)).mode & 0o777).toBe(0o700);
    });
  });

  it('leave no draft; one of a writer that died is cleared away when it is old', async () => {
    await withTemporaryFolder(async (folder) => {
      const store = createLocalObjectStore(folder);
      await store.open();
      await store.put(newObjectKey('media', 'account'), inChunks(Buffer.from('x')), 10);
      const drafts = path.join(folder, '.unfinished');
      expect(await readdir(drafts)).toEqual([]);
      await writeFile(path.join(drafts, 'old'), 'x');
      await writeFile(path.join(drafts, 'young'), 'x');
      const yesterday = new Date(Date.now() - 86_400_000);
      await utimes(path.join(drafts, 'old'), yesterday, yesterday);
      await store.discardUnfinished('media/', new Date(Date.now() - 3_600_000));
      expect(await readdir(drafts)).toEqual(['young']);
    });
  });

  it('say at the start when their folder cannot be written to', async () => {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'file');
      await writeFile(file, '');
      await expect(createLocalObjectStore(file).open()).rejects.toThrow(ObjectStoreUnusable);
    });
  });
});
