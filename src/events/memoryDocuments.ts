import { aggregate, find, Query, update as applyUpdate } from 'mingo';
import { createMutex } from '../lib/mutex.js';
import {
  DuplicateKey,
  type CollectionSpec,
  type Doc,
  type DocumentOperations,
  type Documents,
  type Filter,
  type FindOptions,
  type Update,
} from './documents.js';
import { createMemoryCollection, type MemoryCollection } from './memoryCollection.js';

type Row = Doc & Record<string, unknown>;

/**
 * The document store in memory: for property-based tests at length, with the same unique indexes and
 * all-or-nothing transactions as the server's. Nothing expires by itself here, as if the TTL monitor had stopped.
 */
export function createMemoryDocuments(): Documents {
  const collections = new Map<string, MemoryCollection>();
  const exclusive = createMutex();

  const collectionOf = (name: string): MemoryCollection => {
    const known = collections.get(name) ?? createMemoryCollection(name);
    collections.set(name, known);
    return known;
  };

  const transaction = <T>(work: (tx: DocumentOperations) => Promise<T>): Promise<T> =>
    exclusive(async () => {
      const undo: (() => void)[] = [];
      try {
        return await work(operations(collectionOf, undo));
      } catch (error) {
        for (const step of undo.reverse()) step();
        throw error;
      }
    });

  const direct = operations(collectionOf, []);
  return {
    ...direct,
    // Writes outside of a transaction wait for the one that is open, as a server's write conflicts make them.
    insertMany: (collection, docs) => transaction((tx) => tx.insertMany(collection, docs)),
    update: (collection, updates) => transaction((tx) => tx.update(collection, updates)),
    deleteMany: (collection, filter) => transaction((tx) => tx.deleteMany(collection, filter)),
    stream: async function* <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) {
      yield* await direct.find<T>(collection, filter, options);
    },
    aggregate: <T>(collection: string, pipeline: readonly Readonly<Record<string, unknown>>[]) =>
      Promise.resolve(aggregate(collectionOf(collection).candidates(), [...pipeline]) as T[]),
    transaction,
    ensureIndexes: (specs: readonly CollectionSpec[]) => {
      for (const spec of specs)
        collectionOf(spec.name).setUniques(spec.indexes.filter(({ unique }) => unique));
      return Promise.resolve();
    },
  };
}

function operations(
  collectionOf: (name: string) => MemoryCollection,
  undo: (() => void)[],
): DocumentOperations {
  const put = (collection: string, row: Row): void => {
    const target = collectionOf(collection);
    const previous = target.put(row);
    undo.push(() => {
      target.remove(row._id);
      if (previous) target.put(previous);
    });
  };

  const matching = (collection: string, filter: Filter): Row[] => {
    const query = new Query<Row>(filter);
    return collectionOf(collection)
      .candidates(filter['_id'])
      .filter((row) => query.test(row));
  };

  const change = (collection: string, row: Row, { set, unset, max, inc, addToSet }: Update): void => {
    const next = structuredCloneRow(row);
    applyUpdate(next, {
      ...(set && { $set: set }),
      ...(unset?.length && { $unset: Object.fromEntries(unset.map((field) => [field, '' as const])) }),
      ...(max && { $max: max }),
      ...(inc && { $inc: inc }),
      ...(addToSet && { $addToSet: addToSet }),
    });
    put(collection, next);
  };

  const upsert = (collection: string, update: Update): void => {
    const equalities = Object.entries(update.filter).filter(([, value]) => typeof value === 'string');
    const base = { ...Object.fromEntries(equalities) } as Row;
    change(collection, base, { ...update, set: { ...update.setOnInsert, ...update.set } });
  };

  return {
    find: <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) => {
      const cursor = find<T>(matching(collection, filter), {});
      if (options.sort) cursor.sort(options.sort);
      if (options.skip) cursor.skip(options.skip);
      if (options.limit) cursor.limit(options.limit);
      return Promise.resolve(
        cursor.all().map((row) => structuredCloneRow(row as unknown as Row) as unknown as T),
      );
    },
    findOne: async <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) => {
      const cursor = find<T>(matching(collection, filter), {});
      if (options.sort) cursor.sort(options.sort);
      const [first] = cursor.limit(1).all();
      return Promise.resolve(first ? (structuredCloneRow(first as unknown as Row) as unknown as T) : null);
    },
    count: (collection, filter) => Promise.resolve(matching(collection, filter).length),
    insertMany: (collection, docs) =>
      attempt(() => {
        for (const doc of docs) {
          if (collectionOf(collection).has(doc._id)) throw new DuplicateKey(collection, '_id_');
          put(collection, structuredCloneRow(doc as Row));
        }
      }),
    update: (collection, updates) =>
      attempt(() => {
        const counts = { matched: 0, upserted: 0 };
        for (const update of updates) {
          const rows = matching(collection, update.filter);
          const chosen = update.many ? rows : rows.slice(0, 1);
          for (const row of chosen) change(collection, row, update);
          counts.matched += chosen.length;
          if (chosen.length === 0 && update.upsert) {
            upsert(collection, update);
            counts.upserted += 1;
          }
        }
        return counts;
      }),
    deleteMany: (collection, filter) =>
      attempt(() => {
        const target = collectionOf(collection);
        const rows = matching(collection, filter);
        for (const row of rows) {
          target.remove(row._id);
          undo.push(() => target.put(row));
        }
        return rows.length;
      }),
  };
}

/** Turns a synchronous step into a promise, throws included, as the server's answers come. */
function attempt<T>(step: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(step());
  });
}

// structuredClone turns Buffers into plain Uint8Arrays; the server gives Buffers back.
function structuredCloneRow<T>(value: T): T {
  if (Buffer.isBuffer(value)) return Buffer.from(value) as T;
  if (value instanceof Date) return new Date(value) as T;
  if (Array.isArray(value)) return value.map(structuredCloneRow) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, structuredCloneRow(field as unknown)]),
  ) as T;
}
