import { assertObjectKey } from './objectKey.js';
import { limited, type ObjectStore } from './objectStore.js';

interface Kept {
  readonly content: Buffer;
  readonly modifiedAt: Date;
}

/** In memory, for tests: gone with the process. */
export function createMemoryObjectStore(): ObjectStore {
  const objects = new Map<string, Kept>();
  return {
    description: 'in memory',
    open: async () => undefined,
    put: async (key, body, maxBytes) => {
      assertObjectKey(key);
      const chunks: Buffer[] = [];
      for await (const chunk of limited(body, maxBytes)) chunks.push(Buffer.from(chunk));
      const content = Buffer.concat(chunks);
      objects.set(key, { content, modifiedAt: new Date() });
      return content.length;
    },
    get: async (key, range) => {
      const kept = objects.get(key);
      return kept ? once(range ? kept.content.subarray(range.start, range.end) : kept.content) : null;
    },
    stat: async (key) => {
      const kept = objects.get(key);
      return kept ? { key, bytes: kept.content.length, modifiedAt: kept.modifiedAt } : null;
    },
    delete: async (key) => {
      objects.delete(key);
    },
    list: async function* (prefix) {
      for (const [key, { content, modifiedAt }] of [...objects])
        if (key.startsWith(prefix)) yield { key, bytes: content.length, modifiedAt };
    },
    discardUnfinished: async () => undefined,
    close: async () => undefined,
  };
}

async function* once(content: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield content;
}
