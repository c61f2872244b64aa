import type { MongoClient } from 'mongodb';

/**
 * How a server wants to be written to (events/mongoDocuments.ts): SecantusDB finds what a write is about by an index
 * only where the index answers all that is asked, and syncs its journal after each statement.
 */
export async function writeWaysOf(client: MongoClient): Promise<'AS_ASKED' | 'BY_ID'> {
  const info = await client.db('admin').command({ buildInfo: 1 });
  return 'secantusVersion' in info ? 'BY_ID' : 'AS_ASKED';
}
