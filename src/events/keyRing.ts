import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { groupBy } from '../lib/collections.js';
import { SECOND_MS, type Clock } from '../lib/clock.js';
import type { NewId } from '../lib/ids.js';
import { KEY_COLLECTIONS } from './collections.js';
import { DuplicateKey, type Doc, type Documents, type Filter } from './documents.js';
import { KEY_BYTES, type MasterKey, type Wrapped } from './masterKey.js';

/** A data key: one for each scope (a number, an API key, the account) and UTC day. */
export interface DataKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** `day` of a key that no retention ends: settings' secrets and blind indexes. */
export const PERMANENT = 'permanent';
export const BLIND_INDEX = 'blind-index';

interface KeyDoc extends Doc, Partial<Wrapped> {
  readonly account: string;
  readonly scope: string;
  readonly day: string;
  readonly active?: true;
  readonly createdAt: Date;
  readonly destroyedAt?: Date;
}

interface MasterCheckDoc extends Doc, Wrapped {
  readonly account: string;
}

const MASTER_CHECK = 'master-check';
const CACHED_KEYS = 10_000;
/** Races for one key end at the second look; more would be an index that says what no document does. */
const MAX_TRIES = 5;
/** Another instance may destroy a key that this one holds: nothing is held longer than this. */
const CACHE_MS = 60_000;

/** Thrown at start when the master key is not the one that wrapped the keys in the database. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey';
  constructor() {
    super(
      'MASTER_KEY is not the key that sealed this database. Give back the earlier master key ' +
        '(MASTER_KEY, MASTER_KEY_FILE or the file master.key in DATA_DIR), or start with an empty database: ' +
        'without it nothing that is stored can be read.',
    );
  }
}

export interface KeyRing {
  /** Throws {@link WrongMasterKey}; the first start leaves the mark that later ones are checked against. */
  assertMasterKey(): Promise<void>;
  /** The key to seal with; made when there is none. A destroyed key is never given again: a new one is made. */
  current(account: string, scope: string, day: string): Promise<DataKey>;
  /** The key that sealed something; null when it was destroyed. */
  find(account: string, keyId: string): Promise<DataKey | null>;
  /** Destroys the keys of a scope, all days or those before `beforeDay`, for ever; gives their ids. */
  destroy(account: string, scope: string, beforeDay?: string): Promise<readonly string[]>;
  /** Destroys the keys of single days of a scope, for ever. */
  destroyDays(account: string, scope: string, days: readonly string[]): Promise<void>;
  /** Destroys every key of all scopes whose names begin so, for ever. */
  destroyScopes(account: string, prefix: string): Promise<void>;
  /** Scopes whose names begin so and that still have a key, each once. */
  scopes(account: string, prefix: string): Promise<readonly string[]>;
  /** Days of a scope that still have a key, all or those before `beforeDay`, ascending. */
  days(account: string, scope: string, beforeDay?: string): Promise<readonly string[]>;
  /** The days of single keys that are not destroyed, each once. */
  daysOf(account: string, keyIds: readonly string[]): Promise<readonly string[]>;
  forgetCached(): void;
  /** How many keys this process holds. */
  cached(): number;
}

export function createKeyRing(deps: {
  readonly keys: Documents;
  readonly master: MasterKey;
  readonly clock: Clock;
  readonly newId: NewId;
}): KeyRing {
  const { keys, master, clock, newId } = deps;
  const byId = new LRUCache<string, DataKey>({ max: CACHED_KEYS, ttl: CACHE_MS, ttlResolution: SECOND_MS });
  const currentByScope = new LRUCache<string, Promise<DataKey>>({
    max: CACHED_KEYS,
    ttl: CACHE_MS,
    ttlResolution: SECOND_MS,
  });

  const unwrap = (doc: KeyDoc): DataKey | null => {
    const { _id: id, wrapped, next } = doc;
    if (!wrapped) return null;
    const key = { id, secret: master.unwrap({ wrapped, ...(next && { next }) }, id) };
    byId.set(id, key);
    return key;
  };

  const findOrCreate = async (
    account: string,
    scope: string,
    day: string,
    triesLeft = MAX_TRIES,
  ): Promise<DataKey> => {
    const found = await keys.findOne<KeyDoc>(KEY_COLLECTIONS.keys, { account, scope, day, active: true });
    const known = found && unwrap(found);
    if (known) return known;
    const id = newId();
    const secret = randomBytes(KEY_BYTES);
    const doc: KeyDoc = {
      _id: id,
      account,
      scope,
      day,
      active: true,
      ...master.wrap(secret, id),
      createdAt: clock(),
    };
    try {
      await keys.insertMany(KEY_COLLECTIONS.keys, [doc]);
    } catch (error) {
      // Another instance was first: its key serves both.
      if (error instanceof DuplicateKey && triesLeft > 1)
        return findOrCreate(account, scope, day, triesLeft - 1);
      throw error;
    }
    const key = { id, secret };
    byId.set(id, key);
    return key;
  };

  /** Deleted and inserted anew without its secret: see `rewrites` of events/writes.ts for why not updated. */
  const entomb = (filter: Filter): Promise<readonly string[]> =>
    keys.transaction(async (tx) => {
      const doomed = await tx.find<KeyDoc>(KEY_COLLECTIONS.keys, filter);
      if (doomed.length === 0) return [];
      await tx.deleteMany(KEY_COLLECTIONS.keys, filter);
      const destroyedAt = clock();
      const tombs = doomed.map(({ wrapped: _wrapped, next: _next, active: _active, ...doc }) => ({
        ...doc,
        destroyedAt,
      }));
      await tx.insertMany(KEY_COLLECTIONS.keys, tombs);
      // What these keys sealed is unreadable in every copy from now on: nobody needs to erase it again.
      for (const [account, own] of groupBy(doomed, (doc) => doc.account)) {
        const key = { $in: own.map(({ _id }) => _id) };
        await tx.deleteMany(KEY_COLLECTIONS.erasedItems, { account, key });
      }
      return doomed.map(({ _id }) => _id);
    });

  return {
    assertMasterKey: async () => {
      const check = await keys.findOne<MasterCheckDoc>(KEY_COLLECTIONS.keys, { _id: MASTER_CHECK });
      if (!check) {
        const doc: MasterCheckDoc = {
          _id: MASTER_CHECK,
          account: MASTER_CHECK,
          ...master.wrap(Buffer.from(MASTER_CHECK), MASTER_CHECK),
        };
        await keys.insertMany(KEY_COLLECTIONS.keys, [doc]);
        return;
      }
      try {
        master.unwrap(check, MASTER_CHECK);
      } catch {
        throw new WrongMasterKey();
      }
    },
    current: (account, scope, day) => {
      const name = `${account}/${scope}/${day}`;
      const cached = currentByScope.get(name);
      if (cached) return cached;
      const pending = findOrCreate(account, scope, day);
      currentByScope.set(name, pending);
      pending.catch(() => currentByScope.delete(name));
      return pending;
    },
    find: async (account, keyId) => {
      const cached = byId.get(keyId);
      if (cached) return cached;
      const doc = await keys.findOne<KeyDoc>(KEY_COLLECTIONS.keys, { _id: keyId, account });
      return doc && unwrap(doc);
    },
    destroy: async (account, scope, beforeDay) => {
      const filter = { account, scope, active: true, ...(beforeDay && { day: { $lt: beforeDay } }) };
      const doomed = await entomb(filter);
      byId.clear();
      currentByScope.clear();
      return doomed;
    },
    destroyDays: async (account, scope, days) => {
      const filter = { account, scope, active: true, day: { $in: days } };
      await entomb(filter);
      byId.clear();
      currentByScope.clear();
    },
    destroyScopes: async (account, prefix) => {
      await entomb({ account, scope: beginningWith(prefix), active: true });
      byId.clear();
      currentByScope.clear();
    },
    scopes: async (account, prefix) => {
      const filter = { account, scope: beginningWith(prefix), active: true };
      const docs = await keys.find<KeyDoc>(KEY_COLLECTIONS.keys, filter, { fields: ['scope'] });
      return [...new Set(docs.map(({ scope }) => scope))].sort();
    },
    days: async (account, scope, beforeDay) => {
      const day = beforeDay === undefined ? {} : { day: { $lt: beforeDay } };
      const filter = { account, scope, active: true, ...day };
      const docs = await keys.find<KeyDoc>(KEY_COLLECTIONS.keys, filter, { fields: ['day'] });
      return docs.map((doc) => doc.day).sort();
    },
    daysOf: async (account, keyIds) => {
      if (keyIds.length === 0) return [];
      const filter = { account, _id: { $in: keyIds }, active: true };
      const docs = await keys.find<KeyDoc>(KEY_COLLECTIONS.keys, filter, { fields: ['day'] });
      return [...new Set(docs.map(({ day }) => day))].sort();
    },
    forgetCached: () => {
      byId.clear();
      currentByScope.clear();
    },
    cached: () => byId.size,
  };
}

/** A range of one index; both bounds are no scope's name. */
function beginningWith(prefix: string): Filter {
  return { $gt: prefix, $lt: `${prefix}\uffff` };
}
