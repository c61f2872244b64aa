import {
  MongoBulkWriteError,
  MongoServerError,
  type ClientSession,
  type Db,
  type MongoClient,
} from 'mongodb';
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

const CURSOR_BATCH = 1_000;
const DUPLICATE_KEY_CODE = 11_000;

/** The document store on a MongoDB database; the client is connected and closed by its owner. */
export function createMongoDocuments(client: MongoClient, { databaseName }: Db): Documents {
  // Bytes come back as Buffers, which Node's crypto takes as they are.
  const db = client.db(databaseName, { promoteBuffers: true });
  return {
    ...operations(db, undefined),
    stream: <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) =>
      db.collection<T>(collection).find(asFilter(filter), {
        ...findOptions(options),
        batchSize: CURSOR_BATCH,
      }) as unknown as AsyncIterable<T>,
    aggregate: async <T>(collection: string, pipeline: readonly Readonly<Record<string, unknown>>[]) =>
      (await db
        .collection(collection)
        .aggregate([...pipeline])
        .toArray()) as T[],
    transaction: <T>(work: (tx: DocumentOperations) => Promise<T>) =>
      client.withSession((session) => session.withTransaction(() => work(operations(db, session)))),
    ensureIndexes: (collections) => ensureIndexes(db, collections),
  };
}

function operations(db: Db, session: ClientSession | undefined): DocumentOperations {
  const scope = session ? { session } : {};
  return {
    find: <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) =>
      db
        .collection<T>(collection)
        .find(asFilter(filter), { ...scope, ...findOptions(options) })
        .toArray() as Promise<T[]>,
    findOne: async <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) =>
      (await db
        .collection<T>(collection)
        .findOne(asFilter(filter), { ...scope, ...findOptions(options) })) as T | null,
    count: (collection, filter) => db.collection(collection).countDocuments(filter, scope),
    insertMany: async (collection, docs) => {
      if (docs.length === 0) return;
      await db
        .collection<Doc>(collection)
        .insertMany([...docs], { ...scope, ordered: true })
        .catch((error: unknown) => {
          throw duplicateKeyOf(collection, error) ?? error;
        });
    },
    update: async (collection, updates) => {
      if (updates.length === 0) return { matched: 0, upserted: 0 };
      const result = await db
        .collection(collection)
        .bulkWrite(updates.map(updateModel), { ...scope, ordered: session !== undefined })
        .catch((error: unknown) => {
          throw duplicateKeyOf(collection, error) ?? error;
        });
      return { matched: result.matchedCount, upserted: result.upsertedCount };
    },
    deleteMany: async (collection, filter) =>
      (await db.collection(collection).deleteMany(filter, scope)).deletedCount,
  };
}

function updateModel(update: Update) {
  const document = {
    ...(update.set && { $set: update.set }),
    ...(update.unset?.length && { $unset: Object.fromEntries(update.unset.map((field) => [field, ''])) }),
    ...(update.max && { $max: update.max }),
    ...(update.inc && { $inc: update.inc }),
    ...(update.addToSet && { $addToSet: update.addToSet }),
    ...(update.setOnInsert && { $setOnInsert: update.setOnInsert }),
  };
  const model = { filter: update.filter, update: document, upsert: update.upsert ?? false };
  return update.many ? { updateMany: model } : { updateOne: model };
}

// The driver types filters by the collection's schema; ours are checked where they are built.
function asFilter(filter: Filter): Record<string, never> {
  return filter as Record<string, never>;
}

function findOptions(options: FindOptions) {
  return {
    ...(options.sort && { sort: options.sort }),
    ...(options.skip && { skip: options.skip }),
    ...(options.limit && { limit: options.limit }),
    ...(options.fields && { projection: Object.fromEntries(options.fields.map((field) => [field, 1])) }),
  };
}

function duplicateKeyOf(collection: string, error: unknown): DuplicateKey | null {
  const isDuplicate =
    (error instanceof MongoBulkWriteError || error instanceof MongoServerError) &&
    error.code === DUPLICATE_KEY_CODE;
  // The server's message ends with the offending value, which may be PII: only the index's name is taken from it.
  return isDuplicate
    ? new DuplicateKey(collection, /index: (\S+)/.exec(error.message)?.[1] ?? 'unknown')
    : null;
}

async function ensureIndexes(db: Db, collections: readonly CollectionSpec[]): Promise<void> {
  const existing = new Set(
    (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name),
  );
  for (const { name, indexes } of collections) {
    // Made beforehand: a transaction should not have to create what it writes to.
    if (!existing.has(name)) await db.createCollection(name);
    if (indexes.length === 0) continue;
    await db.collection(name).createIndexes(
      indexes.map((index) => ({
        key: index.keys,
        name: index.name,
        ...(index.unique && { unique: true }),
        ...(index.partial && { partialFilterExpression: index.partial }),
        ...(index.expireAfterSeconds !== undefined && { expireAfterSeconds: index.expireAfterSeconds }),
      })),
    );
  }
}
