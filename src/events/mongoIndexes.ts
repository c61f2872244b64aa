import type { Db } from 'mongodb';
import type { CollectionSpec, IndexSpec } from './documents.js';

/** Makes collections and indexes that are missing, and makes anew those that an earlier version chose otherwise. */
export async function ensureIndexes(db: Db, collections: readonly CollectionSpec[]): Promise<void> {
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
        ...(index.sparse && { sparse: true }),
        ...(index.partial && { partialFilterExpression: index.partial }),
        ...(index.expireAfterSeconds !== undefined && { expireAfterSeconds: index.expireAfterSeconds }),
      })),
    );
  }
}

/** The server refuses two of one name. */
async function dropChangedIndexes(db: Db, collection: string, specs: readonly IndexSpec[]): Promise<void> {
  const existing = await db.collection(collection).indexes();
  for (const { name, keys, partial, sparse } of specs) {
    const found = existing.find((index) => index.name === name);
    if (!found) continue;
    const { key, partialFilterExpression, sparse: wasSparse } = found;
    const is = JSON.stringify([key, partialFilterExpression ?? null, wasSparse ?? false]);
    if (is !== JSON.stringify([keys, partial ?? null, sparse ?? false]))
      await db.collection(collection).dropIndex(name);
  }
}
