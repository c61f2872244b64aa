import type { MongoClient } from 'mongodb';

/** Follows whether a connected client has a server that takes writes; known within a moment of losing it. */
export function watchReachable(client: MongoClient): () => boolean {
  let isReachable = true;
  client.on('topologyDescriptionChanged', ({ newDescription: { servers } }) => {
    isReachable = [...servers.values()].some(({ isWritable }) => isWritable);
  });
  return () => isReachable;
}
