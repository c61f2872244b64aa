import { LRUCache } from 'lru-cache';
import type { Doc } from '../events/documents.js';
import type { EventStore } from '../events/eventStore.js';

const MAX_ROWS = 10_000;
/** Another process may have revoked what is held here: it is believed no longer than this. */
const TTL_MS = 1_000;
const STREAMS = ['user:', 'token:', 'apiKey:', 'account:'];

/**
 * Rows of credentials and users for a moment. A change in this process empties it before the change is answered:
 * what was revoked here is refused here at once.
 */
export interface CredentialCache {
  get<T extends Doc>(name: string, load: () => Promise<T | null>): Promise<T | null>;
  readonly clear: () => void;
  readonly stop: () => void;
}

export function createCredentialCache(store: Pick<EventStore, 'onAppended'>): CredentialCache {
  const rows = new LRUCache<string, Promise<Doc | null>>({ max: MAX_ROWS, ttl: TTL_MS });
  const clear = (): void => {
    rows.clear();
  };
  const stop = store.onAppended((commits) => {
    if (commits.some(({ stream }) => STREAMS.some((prefix) => stream.startsWith(prefix)))) clear();
  });
  return {
    get: <T extends Doc>(name: string, load: () => Promise<T | null>) => {
      const held = rows.get(name);
      // Names carry their collection, so a row is of the type that was stored under it.
      if (held) return held as Promise<T | null>;
      // The promise is held: all who ask at a moment share one look, and a change that comes meanwhile drops it.
      const looking = load();
      rows.set(name, looking);
      const drop = (): void => {
        if (rows.peek(name) === looking) rows.delete(name);
      };
      looking.then((row) => row ?? drop(), drop);
      return looking;
    },
    clear,
    stop,
  };
}
