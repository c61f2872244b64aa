import { MongoServerError, type ClientSession, type Db, type MongoClient } from 'mongodb';
import {
  Contended,
  type CollectionSpec,
  type DocumentOperations,
  type Documents,
  type Filter,
  type IndexSpec,
} from './documents.js';
import { ensureIndexes } from './mongoIndexes.js';
import { createMongoReads, splitPipeline } from './mongoReads.js';
import { createMongoWrites } from './mongoWrites.js';
import { createPagesByRange } from './pagesByRange.js';
import { createWritesById, needsLookUp } from './writesById.js';

/**
 * `AS_ASKED`: the server finds for itself what a write is about. `BY_ID`: it reads the whole collection for what no
 * index answers all of, and syncs its journal after each statement outside of a transaction (docs/database.md).
 */
export type WriteWays = 'AS_ASKED' | 'BY_ID';

const WRITE_CONFLICT_CODE = 112;
/** One conflict is nothing: whoever was faster has committed by the second try. */
const MIN_TRIES = 2;

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
  const transaction: Documents['transaction'] = (work, patienceMs = Infinity) =>
    client.withSession((session) => {
      const end = performance.now() + patienceMs;
      let conflict: unknown = null;
      let tries = 0;
      return session.withTransaction(async () => {
        tries += 1;
        if (tries > MIN_TRIES && conflict !== null && performance.now() > end)
          throw new Contended({ cause: conflict });
        conflict = null;
        return work(operations(session)).catch((error: unknown) => {
          if (isWriteConflict(error)) conflict = error;
          throw error;
        });
      });
    });

  const direct = operations(undefined);
  const isLookedUp = (collection: string, filters: readonly Filter[]): boolean =>
    ways === 'BY_ID' && needsLookUp(indexesOf(collection), filters);
  return {
    ...direct,
    ...(ways === 'BY_ID' && { find: createPagesByRange(direct, () => performance.now()) }),
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

function isWriteConflict(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === WRITE_CONFLICT_CODE;
}
