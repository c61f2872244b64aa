import type { ClientSession, Db, Document } from 'mongodb';
import type { Doc, DocumentOperations, Filter, FindOptions, IndexSpec } from './documents.js';
import { splitFilter } from './indexedPart.js';

/** What is read at once: most answers come whole, with the first round trip. */
const CURSOR_BATCH = 1_000;

export type MongoReads = Pick<DocumentOperations, 'find' | 'findOne' | 'count'> & {
  readonly stream: <T extends Doc>(
    collection: string,
    filter: Filter,
    options?: FindOptions,
  ) => AsyncIterable<T>;
};

/** @param indexesOf the indexes of a collection, as far as they are known */
export function createMongoReads(
  db: Db,
  session: ClientSession | undefined,
  indexesOf: (collection: string) => readonly IndexSpec[],
): MongoReads {
  const scope = { ...(session && { session }), batchSize: CURSOR_BATCH };
  const cursorOf = (collection: string, filter: Filter, options: FindOptions) => {
    const { indexed, rest } = splitFilter(indexesOf(collection), filter);
    if (rest) return db.collection(collection).aggregate(stages(indexed, rest, options), scope);
    // The driver types filters by the collection's schema; ours are checked where they are built.
    return db.collection(collection).find(indexed as Document, { ...scope, ...findOptions(options) });
  };
  return {
    find: <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) =>
      cursorOf(collection, filter, options).toArray() as unknown as Promise<T[]>,
    findOne: async <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) => {
      const [first] = await cursorOf(collection, filter, { ...options, limit: 1 }).toArray();
      return (first ?? null) as unknown as T | null;
    },
    count: async (collection, filter) => {
      const { indexed, rest } = splitFilter(indexesOf(collection), filter);
      const counting = [...stages(indexed, rest, {}), { $group: { _id: null, n: { $sum: 1 } } }];
      const [counted] = await db.collection(collection).aggregate<{ n: number }>(counting, scope).toArray();
      return counted?.n ?? 0;
    },
    stream: <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) =>
      cursorOf(collection, filter, options) as unknown as AsyncIterable<T>,
  };
}

/** A pipeline that begins with a match, split as other filters are. */
export function splitPipeline(
  pipeline: readonly Readonly<Record<string, unknown>>[],
  indexes: readonly IndexSpec[],
): Document[] {
  const [first, ...others] = pipeline;
  if (!first || !('$match' in first)) return [...pipeline];
  const { indexed, rest } = splitFilter(indexes, first['$match'] as Filter);
  return [...stages(indexed, rest, {}), ...others];
}

function stages(indexed: Filter, rest: Filter | null, options: FindOptions): Document[] {
  const { sort, skip, limit, projection } = findOptions(options);
  return [
    { $match: indexed },
    ...(rest ? [{ $match: rest }] : []),
    ...(sort ? [{ $sort: sort }] : []),
    ...(skip ? [{ $skip: skip }] : []),
    ...(limit ? [{ $limit: limit }] : []),
    ...(projection ? [{ $project: projection }] : []),
  ];
}

function findOptions({ sort, skip, limit, fields }: FindOptions) {
  return {
    ...(sort && { sort }),
    ...(skip && { skip }),
    ...(limit && { limit }),
    ...(fields && { projection: Object.fromEntries(fields.map((field) => [field, 1])) }),
  };
}
