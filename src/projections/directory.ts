import { LRUCache } from 'lru-cache';
import { COLLECTIONS } from '../events/collections.js';
import type { CommitFeed } from '../events/commitFeed.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import type { Payload } from '../events/vault.js';
import type { AccountRow, ApiKeyRow, ChatwootSecrets, NumberRow, NumberSecrets } from './rows.js';

/**
 * Accounts, numbers and API keys with their policies, held in memory: every request asks for them. What changes here is
 * dropped before the change is answered; what other processes change is dropped as the commit feed tells, and
 * while the feed is interrupted nothing is held at all.
 */
export interface Directory {
  account(id: string): Promise<AccountRow | null>;
  /** Removed numbers are not found. */
  number(account: string, id: string): Promise<NumberRow | null>;
  /** By the id in a hook's address, which names no account: the number tells whose it is. */
  numberOfHook(id: string): Promise<NumberRow | null>;
  numberByProviderId(account: string, phoneNumberId: string): Promise<NumberRow | null>;
  /** Revoked keys too: what was sent with them ages on. */
  apiKey(account: string, id: string): Promise<ApiKeyRow | null>;
  secrets(number: NumberRow): Promise<NumberSecrets | null>;
  /** Null: it is connected with no Chatwoot. */
  chatwootSecrets(number: NumberRow): Promise<ChatwootSecrets | null>;
  /** Drops what is held: it was found to be out of date before the feed told. */
  readonly forgetCached: () => void;
  stop(): void;
}

const CACHED_ROWS = 10_000;
const STREAMS = ['account:', 'number:', 'apiKey:'];

export function createDirectory(core: Core, feed: CommitFeed): Directory {
  const { documents, store, vault } = core;
  const cache = new LRUCache<string, Promise<Doc | null>>({ max: CACHED_ROWS });
  const secretsByPayload = new LRUCache<string, object>({ max: CACHED_ROWS });

  const clear = (): void => {
    cache.clear();
    secretsByPayload.clear();
    // A mode that changed may have destroyed keys and subjects: none may be used from memory any more.
    vault.forgetCached();
  };
  const onStream = (stream: string): void => {
    if (STREAMS.some((prefix) => stream.startsWith(prefix))) clear();
  };
  const stops = [
    store.onAppended((commits) => {
      commits.forEach(({ stream }) => {
        onStream(stream);
      });
    }),
    feed.subscribe(
      {
        onSetting: onStream,
        onGap: clear,
      },
      'SETTINGS',
    ),
  ];

  const read = <T extends Doc>(collection: string, name: string, filter: Filter): Promise<T | null> => {
    const known = feed.isHealthy() ? cache.get(name) : undefined;
    if (known) return known as Promise<T | null>;
    const pending = documents.findOne<T>(collection, filter);
    // The promise is held, not its result: a change that comes while it is under way drops it.
    cache.set(name, pending);
    pending.then(
      (row) => row ?? (cache.get(name) === pending && cache.delete(name)),
      () => cache.get(name) === pending && cache.delete(name),
    );
    return pending;
  };

  const open = async <T extends object>(account: string, id: string): Promise<T | null> => {
    const known = secretsByPayload.get(id);
    if (known) return known as T;
    const payload = await documents.findOne<Payload>(COLLECTIONS.payloads, { _id: id, account });
    const secrets = payload && ((await vault.open(payload)) as T | null);
    if (secrets) secretsByPayload.set(id, secrets);
    return secrets;
  };

  const present = { removedAt: { $exists: false } };
  return {
    account: (id) => read<AccountRow>(COLLECTIONS.accounts, `a/${id}`, { _id: id, account: id }),
    number: (account, id) =>
      read<NumberRow>(COLLECTIONS.numbers, `n/${account}/${id}`, { _id: id, account, ...present }),
    numberOfHook: (id) => read<NumberRow>(COLLECTIONS.numbers, `h/${id}`, { _id: id, ...present }),
    numberByProviderId: (account, phoneNumberId) =>
      read<NumberRow>(COLLECTIONS.numbers, `p/${account}/${phoneNumberId}`, {
        account,
        phoneNumberId,
        ...present,
      }),
    apiKey: (account, id) => read<ApiKeyRow>(COLLECTIONS.apiKeys, `k/${account}/${id}`, { _id: id, account }),
    secrets: ({ account, secrets }) => open<NumberSecrets>(account, secrets),
    chatwootSecrets: async ({ account, chatwoot }) =>
      chatwoot ? open<ChatwootSecrets>(account, chatwoot.secrets) : null,
    forgetCached: clear,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
