import { BSON, type Db } from 'mongodb';

/** Every document of every collection, also those that are not ours (the scheduler's jobs), as it lies there. */
export async function everythingIn(...databases: readonly Db[]): Promise<string> {
  const parts: string[] = [];
  for (const db of databases)
    for (const { name } of await db.listCollections().toArray())
      for await (const doc of db.collection(name).find())
        parts.push(Buffer.from(BSON.serialize(doc)).toString('latin1'));
  return parts.join('\n');
}
