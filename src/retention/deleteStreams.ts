import { COLLECTIONS } from '../events/collections.js';
import type { DocumentOperations } from '../events/documents.js';

/** Deletes whole streams: to forget a record is to delete its stream, never to rewrite an event (design §2). */
export async function deleteStreams(
  documents: DocumentOperations,
  account: string,
  streams: readonly string[],
): Promise<void> {
  if (streams.length > 0)
    await documents.deleteMany(COLLECTIONS.commits, { account, stream: { $in: streams } });
}
