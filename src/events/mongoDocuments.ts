import { MongoServerError, type ClientSession, type Db, type Document, type MongoClient } from 'mongodb';
import {
  DuplicateKey,
  type CollectionSpec,
  type Doc,
  type DocumentOperations,
  type Documents,
  type Filter,
  type FindOptions,
  type IndexSpec,
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

interface WriteAnswer {
  readonly n: number;
  readonly upserted?: readonly unknown[];
}

function operations(db: Db, session: ClientSession | undefined): DocumentOperations {
  const scope = session ? { session } : {};
  // The command itself, not the driver's bulk writer: that measures and serialises every document twice.
  const write = async (collection: string, command: Document): Promise<WriteAnswer> => {
    const concern = session ? {} : { writeConcern: { w: 'majority', j: true } };
    const answer = await db.command({ ...command, ...concern }, scope).catch((error: unknown) => {
      throw duplicateKeyOf(collection, error) ?? error;
    });
    const [failure] = (answer['writeErrors'] ?? []) as readonly { code: number; errmsg: string }[];
    if (failure) {
      const error = new MongoServerError({ ...failure, message: failure.errmsg });
      throw duplicateKeyOf(collection, error) ?? error;
    }
    if (answer['writeConcernError']) throw new MongoServerError(answer['writeConcernError'] as Document);
    return answer as WriteAnswer;
  };
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
      for (const documents of inMessages(docs)) {
        await write(collection, { insert: collection, documents, ordered: true });
      }
    },
    update: async (collection, updates) => {
      if (updates.length === 0) return { matched: 0, upserted: 0 };
      const models = updates.map(updateModel);
      const { n, upserted = [] } = await write(collection, {
        update: collection,
        updates: models,
        ordered: true,
      });
      return { matched: n - upserted.length, upserted: upserted.length };
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
  return { q: update.filter, u: document, upsert: update.upsert ?? false, multi: update.many ?? false };
}

/** What a server accepts in one command, with room for the rest of it (48 MB, and 100,000 documents). */
const MESSAGE_BYTES = 16 * 1024 * 1024;
const MESSAGE_DOCUMENTS = 10_000;
/** A row or commit is smaller; only payloads are of any size, and theirs is their box. */
const DOCUMENT_BYTES = 2_048;

function* inMessages(docs: readonly Doc[]): Generator<readonly Doc[]> {
  let message: Doc[] = [];
  let bytes = 0;
  for (const doc of docs) {
    const size = DOCUMENT_BYTES + ('box' in doc && Buffer.isBuffer(doc.box) ? doc.box.length : 0);
    if (message.length > 0 && (bytes + size > MESSAGE_BYTES || message.length >= MESSAGE_DOCUMENTS)) {
      yield message;
      message = [];
      bytes = 0;
    }
    message.push(doc);
    bytes += size;
  }
  if (message.length > 0) yield message;
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
  const isDuplicate = error instanceof MongoServerError && error.code === DUPLICATE_KEY_CODE;
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
    await dropChangedIndexes(db, name, indexes);
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

/** An index whose keys an earlier version chose otherwise makes way: the server refuses two of one name. */
async function dropChangedIndexes(db: Db, collection: string, specs: readonly IndexSpec[]): Promise<void> {
  const existing = await db.collection(collection).indexes();
  for (const { name, keys } of specs) {
    const found = existing.find((index) => index.name === name);
    if (found && JSON.stringify(found.key) !== JSON.stringify(keys))
      await db.collection(collection).dropIndex(name);
  }
}
