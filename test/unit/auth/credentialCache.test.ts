import { beforeEach, expect, test } from '@jest/globals';
import { createCredentialCache, type CredentialCache } from '../../../src/auth/credentialCache.js';
import type { Commit } from '../../../src/events/eventStore.js';

let cache: CredentialCache;
let commit: (stream: string) => void;
let loads: number;

beforeEach(() => {
  loads = 0;
  cache = createCredentialCache({
    onAppended: (listener) => {
      commit = (stream) => listener([{ stream } as Commit]);
      return () => undefined;
    },
  });
});

const load = async (): Promise<{ _id: string }> => {
  loads += 1;
  return { _id: String(loads) };
};

test('holds a row until a setting changes', async () => {
  await cache.get('key/1', load);
  commit('message:m1');
  await cache.get('key/1', load);
  expect(loads).toBe(1);
  for (const stream of ['apiKey:k1', 'token:t1', 'user:u1', 'account:a1']) commit(stream);
  expect(await cache.get('key/1', load)).toEqual({ _id: '2' });
});

test('does not hold what was read before a change and came after it', async () => {
  let answer: (row: { _id: string }) => void = () => undefined;
  const slow = cache.get('key/1', () => new Promise<{ _id: string }>((resolve) => (answer = resolve)));
  commit('apiKey:k1');
  answer({ _id: 'not revoked yet' });
  await slow;
  expect(await cache.get('key/1', load)).toEqual({ _id: '1' });
});

test('does not hold that there was nothing', async () => {
  expect(await cache.get('key/1', () => Promise.resolve(null))).toBeNull();
  expect(await cache.get('key/1', load)).toEqual({ _id: '1' });
});
