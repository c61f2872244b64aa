import { LRUCache } from 'lru-cache';
import { COLLECTIONS } from '../../events/collections.js';
import type { CommitFeed } from '../../events/commitFeed.js';
import type { Core } from '../../events/core.js';
import type { Filter } from '../../events/documents.js';
import type { WebhookRow, WebhookSecrets } from '../../projections/webhookRows.js';

/**
 * The endpoints of numbers, held in memory: every event asks for them. Dropped like the directory's rows
 * (projections/directory.ts): what changes here before the change is answered, what others change as the feed tells.
 */
export interface WebhookTargets {
  /** All of a number's, active or not. */
  ofNumber(account: string, number: string): Promise<readonly WebhookRow[]>;
  find(account: string, id: string): Promise<WebhookRow | null>;
  /** Whether any number of the account has an endpoint. */
  hasAny(account: string): Promise<boolean>;
  /** What signs at `now`: the secret, and during a rotation the one before as well. Empty: it cannot be read. */
  secrets(webhook: WebhookRow, now: Date): Promise<readonly string[]>;
  stop(): void;
}

const CACHED_NUMBERS = 10_000;
const CACHED_SECRETS = 10_000;
const STREAMS = /^(webhook|number):/;

export function createWebhookTargets(core: Core, feed: CommitFeed): WebhookTargets {
  const { documents, store, vault } = core;
  const cache = new LRUCache<string, Promise<readonly WebhookRow[]>>({ max: CACHED_NUMBERS });
  const secretsByPayload = new LRUCache<string, WebhookSecrets>({ max: CACHED_SECRETS });
  const clear = (): void => {
    cache.clear();
    secretsByPayload.clear();
  };
  const onStream = ({ stream }: { readonly stream: string }): void => {
    if (STREAMS.test(stream)) clear();
  };
  const stops = [
    store.onAppended((commits) => {
      commits.forEach(onStream);
    }),
    feed.subscribe({ onCommit: onStream, onGap: clear }, 'SETTINGS'),
  ];

  const read = (name: string, filter: Filter): Promise<readonly WebhookRow[]> => {
    const known = feed.isHealthy() ? cache.get(name) : undefined;
    if (known) return known;
    const pending = documents.find<WebhookRow>(COLLECTIONS.webhooks, filter, { sort: { createdAt: 1 } });
    // The promise is held, not its result: a change that comes while it is under way drops it.
    cache.set(name, pending);
    pending.catch(() => cache.get(name) === pending && cache.delete(name));
    return pending;
  };

  return {
    ofNumber: (account, number) => read(`n/${account}/${number}`, { account, number }),
    find: async (account, id) => (await read(`w/${account}/${id}`, { account, _id: id }))[0] ?? null,
    hasAny: async (account) => (await read(`a/${account}`, { account })).length > 0,
    secrets: async ({ account, secrets: payload }, now) => {
      const known = secretsByPayload.get(payload);
      const found =
        known ?? ((await vault.read(account, [payload])).get(payload) as WebhookSecrets | undefined);
      if (!found) return [];
      secretsByPayload.set(payload, found);
      const { current, previous } = found;
      return previous && new Date(previous.until) > now ? [current, previous.secret] : [current];
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
