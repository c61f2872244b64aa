import { MongoServerError, type ClientSession, type Db, type Document } from 'mongodb';
import { DuplicateKey, type Doc, type DocumentOperations, type Update } from './documents.js';

const DUPLICATE_KEY_CODE = 11_000;

export type MongoWrites = Pick<DocumentOperations, 'insertMany' | 'update' | 'deleteMany'>;

interface WriteAnswer {
  readonly n: number;
  readonly upserted?: readonly unknown[];
}

/** Writes as they are asked for, one command each. */
export function createMongoWrites(db: Db, session: ClientSession | undefined): MongoWrites {
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

function duplicateKeyOf(collection: string, error: unknown): DuplicateKey | null {
  const isDuplicate = error instanceof MongoServerError && error.code === DUPLICATE_KEY_CODE;
  // The server's message ends with the offending value, which may be PII: only the index's name is taken from it.
  return isDuplicate
    ? new DuplicateKey(collection, /index: (\S+)/.exec(error.message)?.[1] ?? 'unknown')
    : null;
}
