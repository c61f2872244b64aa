import { BSON, type Db } from 'mongodb';

/** BSON's types of elements that hold elements themselves (bsonspec.org): a document, a list. */
const DOCUMENT = 3;
const LIST = 4;

/** Every document of every collection, also those that are not ours (the scheduler's jobs), as it lies there. */
export async function everythingIn(...databases: readonly Db[]): Promise<string> {
  const parts: string[] = [];
  for (const db of databases)
    for await (const bytes of bytesIn(db)) parts.push(Buffer.from(bytes).toString('latin1'));
  return parts.join('\n');
}

/** The names of all fields of all documents, at every depth, as the server keeps them: what a value says is no name. */
export async function fieldNamesIn(...databases: readonly Db[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const db of databases)
    for await (const bytes of bytesIn(db)) for (const name of fieldNamesOf(bytes)) names.add(name);
  return names;
}

/** The names of a document's fields, at every depth, read from its bytes: a driver may take some names for types. */
export function* fieldNamesOf(bytes: Uint8Array, start = 0): Generator<string> {
  const { parseToElements } = BSON.onDemand;
  for (const [type, nameAt, nameLength, at] of parseToElements(bytes, start)) {
    yield Buffer.from(bytes.subarray(nameAt, nameAt + nameLength)).toString('utf8');
    if (type === DOCUMENT || type === LIST) yield* fieldNamesOf(bytes, at);
  }
}

async function* bytesIn(db: Db): AsyncGenerator<Uint8Array> {
  for (const { name } of await db.listCollections().toArray())
    for await (const doc of db.collection(name).find({}, { raw: true })) yield bytesOf(doc);
}

/** With `raw` the driver gives bytes, whatever its types say. */
function bytesOf(doc: unknown): Uint8Array {
  if (doc instanceof Uint8Array) return doc;
  throw new Error('The driver gave no bytes.');
}
