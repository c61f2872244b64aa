import type { Db } from 'mongodb';

/** All documents of a database, by collection: what `mongodump` takes. */
export type Dump = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

export async function dumpOf(db: Db): Promise<Dump> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const dump = new Map<string, readonly Readonly<Record<string, unknown>>[]>();
  for (const { name } of collections) dump.set(name, await db.collection(name).find().toArray());
  return dump;
}

/** As `mongorestore --drop` does, but for the indexes, which stay. */
export async function putBack(db: Db, dump: Dump): Promise<void> {
  for (const [name, documents] of dump) {
    await db.collection(name).deleteMany({});
    if (documents.length > 0) await db.collection(name).insertMany([...documents]);
  }
}
