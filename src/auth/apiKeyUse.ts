import { LRUCache } from 'lru-cache';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { MINUTE_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';

/** When a key was last used; `_id` is the key's. Not an event: it would outweigh everything that is. */
export interface ApiKeyUseRow extends Doc {
  readonly account: string;
  readonly lastUsedAt: Date;
}

const MAX_KEYS = 10_000;

/** Notes that a key was used, to the minute: one write a minute and key, however many the requests. */
export function createApiKeyUse(core: Core): (account: string, keyId: string) => Promise<void> {
  const { documents, clock, log } = core;
  const noted = new LRUCache<string, number>({ max: MAX_KEYS });
  return async (account, keyId) => {
    const now = clock();
    if (now.getTime() - (noted.get(keyId) ?? -Infinity) < MINUTE_MS) return;
    noted.set(keyId, now.getTime());
    try {
      const filter = { _id: keyId, account };
      await documents.update(COLLECTIONS.apiKeyUse, [{ filter, max: { lastUsedAt: now }, upsert: true }]);
    } catch (error) {
      log.warn({ error: errorName(error) }, 'The use of an API key could not be noted.');
    }
  };
}
