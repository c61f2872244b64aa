import type { ClientSession, Db, MongoClient } from 'mongodb';
import type { CollectionSpec, DocumentOperations, Documents, Filter, IndexSpec } from './documents.js';
import { ensureIndexes } from './mongoIndexes.js';
import { createMongoReads, splitPipeline } from './mongoReads.js';
import { createMongoWrites } from './mongoWrites.js';
import { createWritesById, needsLookUp } from './writesById.js';

/**
 * `AS_ASKED`: the server finds for itself what a write is about. `BY_ID`: it reads the whole collection for what no
 * index answers all of, and syncs its journal after each statement outside of a transaction (docs/database.md).
 */
export type WriteWays = 'AS_ASKED' | 'BY_ID';

/** The document store on a MongoDB database; the client is connected and closed by its owner. */
export function createMongoDocuments(
  client: MongoClient,
  { databaseName }: Db,
  ways: WriteWays = 'AS_ASKED',
): Documents {
  // Bytes come back as Buffers, which Node's crypto takes as they are.
  const db = client.db(databaseName, { promoteBuffers: true });
  const known = new Map<string, readonly IndexSpec[]>();
  const indexesOf = (collection: string): readonly IndexSpec[] => known.get(collection) ?? [];

  const operations = (session: ClientSession | undefined): DocumentOperations => {
    const { find, findOne, count } = createMongoReads(db, session, indexesOf);
    const writes = createMongoWrites(db, session);
    const isById = session !== undefined && ways === 'BY_ID';
    return { find, findOne, count, ...(isById ? createWritesById({ find, ...writes }, indexesOf) : writes) };
  };
  const transaction: Documents['transaction'] = (work) =>
    client.withSession((session) => session.withTransaction(() => work(operations(session))));

  const direct = operations(undefined);
  const isLookedUp = (collection: string, filters: readonly Filter[]): boolean =>
    ways === 'BY_ID' && needsLookUp(indexesOf(collection), filters);
  return {
    ...direct,
    update: (collection, updates) => {
      const isTogether = ways === 'BY_ID' && updates.length > 1;
      const isPlain =
        !isTogether &&
        !isLookedUp(
          collection,
          updates.map(({ filter }) => filter),
        );
      return isPlain
        ? direct.update(collection, updates)
        : transaction((tx) => tx.update(collection, updates));
    },
    deleteMany: (collection, filter) =>
      isLookedUp(collection, [filter])
        ? transaction((tx) => tx.deleteMany(collection, filter))
        : direct.deleteMany(collection, filter),
    stream: createMongoReads(db, undefined, indexesOf).stream,
    aggregate: async <T>(collection: string, pipeline: readonly Readonly<Record<string, unknown>>[]) =>
      (await db
        .collection(collection)
        .aggregate(splitPipeline(pipeline, indexesOf(collection)))
        .toArray()) as T[],
    transaction,
    ensureIndexes: async (collections: readonly CollectionSpec[]) => {
      for (const { name, indexes } of collections) known.set(name, indexes);
      await ensureIndexes(db, collections);
    },
  };
}
