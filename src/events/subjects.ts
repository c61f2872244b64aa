import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { createBatcher, type Outcome } from '../lib/batcher.js';
import { groupBy } from '../lib/collections.js';
import { SECOND_MS, type Clock } from '../lib/clock.js';
import type { NewId } from '../lib/ids.js';
import { KEY_COLLECTIONS } from './collections.js';
import { DuplicateKey, type Doc, type Documents } from './documents.js';
import { BLIND_INDEX, type KeyRing } from './keyRing.js';
import { hmac, KEY_BYTES, type MasterKey, type Wrapped } from './masterKey.js';

/**
 * A subject is whom PII is about: a contact, or a group. Its blind indexes and its secret live in the key
 * database, never in the main one: a copy of the main database holds random ids and nothing to test a guessed
 * phone number against.
 */
interface SubjectDoc extends Doc, Wrapped {
  readonly account: string;
  /** `number:<id>`: contacts are of one number, whose PII mode decides over them. */
  readonly scope: string;
  readonly indexes: readonly string[];
  readonly createdAt: Date;
}

export interface SubjectRequest {
  readonly account: string;
  readonly scope: string;
  /** What identifies the subject, strongest first: `phone:+49…`, `user:…`, `group:…`. At least one. */
  readonly identifiers: readonly string[];
}

export interface ResolvedSubject {
  readonly id: string;
  /** Made by this very call: nothing else is known of it yet. */
  readonly isNew: boolean;
}

export interface LocatedSubjects {
  readonly ids: readonly string[];
  /** The blind indexes they were looked for by. */
  readonly indexes: readonly string[];
}

export interface Subjects {
  /** Finds the subject, or makes it. Calls at the same time share their round trips. */
  resolve(request: SubjectRequest): Promise<ResolvedSubject>;
  /** Finds without making. */
  find(request: SubjectRequest): Promise<string | null>;
  /** Every subject of the scopes that any of the identifiers leads to. Asks the database. */
  locate(
    account: string,
    scopes: readonly string[],
    identifiers: readonly string[],
  ): Promise<LocatedSubjects>;
  /** The blind indexes of identifiers, in their order. */
  indexesOf(request: SubjectRequest): Promise<readonly string[]>;
  /** The subject's secret; null when destroyed. */
  secret(account: string, id: string): Promise<Buffer | null>;
  /** Destroys subjects for ever: what was sealed under them, here or in a copy, is unreadable. */
  destroy(account: string, ids: readonly string[]): Promise<number>;
  /** Destroys every subject of a scope. @param except but these */
  destroyScope(account: string, scope: string, except?: readonly string[]): Promise<number>;
  forgetCached(): void;
}

const CACHE = { max: 50_000, ttl: 60_000, ttlResolution: SECOND_MS };
const MAX_BATCH = 500;

export function createSubjects(deps: {
  readonly keys: Documents;
  readonly keyRing: KeyRing;
  readonly master: MasterKey;
  readonly clock: Clock;
  readonly newId: NewId;
}): Subjects {
  const { keys, keyRing, master, clock, newId } = deps;
  const idByIndex = new LRUCache<string, string>(CACHE);
  const indexByIdentifier = new LRUCache<string, string>(CACHE);
  const secretById = new LRUCache<string, Buffer>(CACHE);

  const indexesOf = async ({ account, scope, identifiers }: SubjectRequest): Promise<string[]> => {
    const { id, secret } = await keyRing.current(account, 'account', BLIND_INDEX);
    return identifiers.map((identifier) => {
      const name = `${id}/${scope}/${identifier}`;
      const known = indexByIdentifier.get(name);
      if (known !== undefined) return known;
      const index = hmac(secret, 'subject', scope, identifier).toString('base64url');
      indexByIdentifier.set(name, index);
      return index;
    });
  };

  const remember = (doc: SubjectDoc): void => {
    for (const index of doc.indexes) idByIndex.set(index, doc._id);
    if (!secretById.has(doc._id)) secretById.set(doc._id, master.unwrap(doc, doc._id));
  };

  const load = async (account: string, indexes: readonly string[]): Promise<void> => {
    if (indexes.length === 0) return;
    const docs = await keys.find<SubjectDoc>(KEY_COLLECTIONS.subjects, {
      account,
      indexes: { $in: indexes },
    });
    docs.forEach(remember);
  };

  const cachedId = (indexes: readonly string[]): string | undefined =>
    indexes.map((index) => idByIndex.get(index)).find((id) => id !== undefined);

  interface Wanted {
    readonly request: SubjectRequest;
    readonly indexes: readonly string[];
  }

  const newSubject = ({ request: { account, scope }, indexes }: Wanted): SubjectDoc => {
    const id = newId();
    const kept = master.wrap(randomBytes(KEY_BYTES), id);
    return { _id: id, account, scope, indexes, ...kept, createdAt: clock() };
  };

  const create = async ({ request, indexes }: Wanted): Promise<ResolvedSubject> => {
    const known = cachedId(indexes);
    if (known) {
      await link(request.account, known, indexes);
      return { id: known, isNew: false };
    }
    const doc = newSubject({ request, indexes });
    try {
      await keys.insertMany(KEY_COLLECTIONS.subjects, [doc]);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      // Another instance was first, or one of the identifiers was known already: take what is there.
      await load(request.account, indexes);
      const winner = cachedId(indexes);
      if (!winner) throw error;
      return { id: winner, isNew: false };
    }
    remember(doc);
    return { id: doc._id, isNew: true };
  };

  /** Makes all that are unknown by one write; none where one of them is another process's by now. */
  const createTogether = async (wanted: readonly Wanted[]): Promise<ReadonlySet<string>> => {
    const taken = new Set<string>();
    const docs: SubjectDoc[] = [];
    for (const item of wanted) {
      const { indexes } = item;
      if (cachedId(indexes) !== undefined || indexes.some((index) => taken.has(index))) continue;
      for (const index of indexes) taken.add(index);
      docs.push(newSubject(item));
    }
    if (docs.length < 2) return new Set();
    try {
      await keys.transaction((tx) => tx.insertMany(KEY_COLLECTIONS.subjects, docs));
    } catch (error) {
      if (error instanceof DuplicateKey) return new Set();
      throw error;
    }
    docs.forEach(remember);
    return new Set(docs.map(({ _id }) => _id));
  };

  /** A stronger or further identifier was told of a known subject: from now on it is found by that as well. */
  const link = async (account: string, id: string, indexes: readonly string[]): Promise<void> => {
    for (const index of indexes.filter((candidate) => !idByIndex.has(candidate))) {
      try {
        await keys.update(KEY_COLLECTIONS.subjects, [
          { filter: { _id: id, account }, addToSet: { indexes: index } },
        ]);
      } catch (error) {
        // It is another subject's already: the two were met apart before, and stay apart.
        if (!(error instanceof DuplicateKey)) throw error;
      }
      idByIndex.set(index, id);
    }
  };

  const resolveBatch = async (wanted: readonly Wanted[]): Promise<Outcome<ResolvedSubject>[]> => {
    for (const [account, group] of groupBy(wanted, ({ request }) => request.account)) {
      const wantedIndexes = group.flatMap(({ indexes }) => indexes);
      await load(
        account,
        wantedIndexes.filter((index) => !idByIndex.has(index)),
      );
    }
    const made = new Set(await createTogether(wanted));
    const outcomes: Outcome<ResolvedSubject>[] = [];
    for (const item of wanted) {
      try {
        const value = await create(item);
        // The first who asked for it made it.
        outcomes.push({ ok: true, value: made.delete(value.id) ? { ...value, isNew: true } : value });
      } catch (error) {
        outcomes.push({ ok: false, error });
      }
    }
    return outcomes;
  };
  const batcher = createBatcher(resolveBatch, MAX_BATCH);

  const forgetCached = (): void => {
    indexByIdentifier.clear();
    idByIndex.clear();
    secretById.clear();
  };

  return {
    resolve: async (request) => {
      const indexes = await indexesOf(request);
      const known = cachedId(indexes);
      const isLinked = indexes.every((index) => idByIndex.has(index));
      return known && isLinked ? { id: known, isNew: false } : batcher.submit({ request, indexes });
    },
    find: async (request) => {
      const indexes = await indexesOf(request);
      if (!cachedId(indexes)) await load(request.account, indexes);
      return cachedId(indexes) ?? null;
    },
    locate: async (account, scopes, identifiers) => {
      const lists = scopes.map((scope) => indexesOf({ account, scope, identifiers }));
      const indexes = (await Promise.all(lists)).flat();
      const filter = { account, scope: { $in: scopes }, indexes: { $in: indexes } };
      const docs = indexes.length === 0 ? [] : await keys.find<SubjectDoc>(KEY_COLLECTIONS.subjects, filter);
      return { ids: docs.map(({ _id }) => _id), indexes };
    },
    indexesOf,
    secret: async (account, id) => {
      const cached = secretById.get(id);
      if (cached) return cached;
      const doc = await keys.findOne<SubjectDoc>(KEY_COLLECTIONS.subjects, { _id: id, account });
      if (doc) remember(doc);
      return secretById.get(id) ?? null;
    },
    destroy: async (account, ids) => {
      const gone = await keys.deleteMany(KEY_COLLECTIONS.subjects, { account, _id: { $in: ids } });
      forgetCached();
      return gone;
    },
    destroyScope: async (account, scope, except = []) => {
      const others = except.length > 0 ? { _id: { $nin: except } } : {};
      const gone = await keys.deleteMany(KEY_COLLECTIONS.subjects, { account, scope, ...others });
      forgetCached();
      return gone;
    },
    forgetCached,
  };
}
