import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newObjectKey, objectPrefix } from '../../../src/storage/objectKey.js';
import { ObjectTooLarge, type ObjectStore } from '../../../src/storage/objectStore.js';

export interface OpenedStore {
  readonly store: ObjectStore;
  close(): Promise<void>;
}

const MIB = 1024 * 1024;
const NO_LIMIT = 100 * MIB;

export async function readAll(content: AsyncIterable<Buffer> | null): Promise<Buffer | null> {
  if (!content) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function* inChunks(content: Buffer, size = 50_000): AsyncGenerator<Buffer> {
  for (let start = 0; start < content.length; start += size) yield content.subarray(start, start + size);
}

async function* breaking(content: Buffer): AsyncGenerator<Buffer> {
  yield* inChunks(content);
  throw new RangeError('The source broke.');
}

/** What every object store must do; run on each implementation. */
export function objectStoreContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`objects: ${name}`, () => {
    let opened: OpenedStore;
    let store: ObjectStore;
    let account = 0;
    const newAccount = (): string => `account-${String(++account)}`;
    const newKey = (): string => newObjectKey('media', newAccount());
    const listed = async (prefix: string): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of store.list(prefix)) keys.push(key);
      return keys.sort();
    };

    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      await store.open();
    });
    afterAll(() => opened.close());

    // Around the size of a part, too: where an upload changes its way.
    it.each([0, 1, 70_000, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB])(
      'gives %d bytes back as they were',
      async (bytes) => {
        const content = randomBytes(bytes);
        const key = newKey();
        expect(await store.put(key, inChunks(content), NO_LIMIT)).toBe(bytes);
        expect((await readAll(await store.get(key)))?.equals(content)).toBe(true);
        expect(await store.stat(key)).toMatchObject({ key, bytes });
      },
    );

    it('gives ranges', async () => {
      const content = randomBytes(200_000);
      const key = newKey();
      await store.put(key, inChunks(content), NO_LIMIT);
      for (const [start, end] of [
        [0, 1],
        [0, 200_000],
        [65_530, 65_550],
        [199_999, 200_000],
      ] as const) {
        const part = await readAll(await store.get(key, { start, end }));
        expect(part?.equals(content.subarray(start, end))).toBe(true);
      }
    });

    it('has nothing of what was never there, and deletes it all the same', async () => {
      const key = newKey();
      expect(await store.get(key)).toBeNull();
      expect(await store.get(key, { start: 0, end: 1 })).toBeNull();
      expect(await store.stat(key)).toBeNull();
      await store.delete(key);
      await store.delete(key);
    });

    it('takes a second writing of the same name in place of the first, and deletes both', async () => {
      const key = newKey();
      for (const text of ['one', 'two']) await store.put(key, inChunks(Buffer.from(text)), NO_LIMIT);
      expect((await readAll(await store.get(key)))?.toString()).toBe('two');
      await store.delete(key);
      expect(await store.get(key)).toBeNull();
      expect(await listed(key)).toEqual([]);
    });

    it.each([100_000, 10 * MIB])('leaves nothing of what is larger than it may be: %d', async (bytes) => {
      const key = newKey();
      const put = store.put(key, inChunks(randomBytes(bytes)), bytes - 1);
      await expect(put).rejects.toThrow(ObjectTooLarge);
      expect(await store.stat(key)).toBeNull();
      expect(await listed(key)).toEqual([]);
    });

    it.each([100_000, 10 * MIB])('leaves nothing of a source that broke after %d bytes', async (bytes) => {
      const key = newKey();
      await expect(store.put(key, breaking(randomBytes(bytes)), NO_LIMIT)).rejects.toThrow(RangeError);
      expect(await store.stat(key)).toBeNull();
    });

    it('lists what begins so, and nothing else', async () => {
      const [ours, others] = [newAccount(), newAccount()];
      const keys = [1, 2, 3].map(() => newObjectKey('media', ours)).sort();
      for (const key of [...keys, newObjectKey('media', others), newObjectKey('recordings', ours)])
        await store.put(key, inChunks(Buffer.from('x')), NO_LIMIT);
      expect(await listed(objectPrefix('media', ours))).toEqual(keys);
      await store.delete(keys[1] ?? '');
      expect(await listed(objectPrefix('media', ours))).toEqual([keys[0], keys[2]]);
      expect(await listed(objectPrefix('media', newAccount()))).toEqual([]);
    });

    it('takes no name that leads out of it', async () => {
      for (const key of ['../x', 'a/../../x', '/etc/x', 'a//b', 'a/.', 'a\\b', '', 'a b', 'a/%2e'])
        await expect((async () => store.put(key, inChunks(Buffer.from('x')), NO_LIMIT))()).rejects.toThrow(
          RangeError,
        );
    });

    it('clears away what was begun, and not what is there', async () => {
      const key = newKey();
      await store.put(key, inChunks(Buffer.from('kept')), NO_LIMIT);
      await store.discardUnfinished(key, new Date(Date.now() + 60_000));
      expect((await readAll(await store.get(key)))?.toString()).toBe('kept');
    });
  });
}
