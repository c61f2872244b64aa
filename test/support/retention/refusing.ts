import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Documents } from '../../../src/events/documents.js';

/** Documents that refuse to delete certain messages, as a damaged record would. */
export function refusing(inner: Documents, ids: () => ReadonlySet<string>): Documents {
  const refuse = (collection: string, filter: Readonly<Record<string, unknown>>): void => {
    const chosen = (filter['_id'] as { $in?: string[] } | undefined)?.$in ?? [];
    if (collection === COLLECTIONS.messages && chosen.some((id) => ids().has(id)))
      throw new Error('the record is damaged');
  };
  return {
    ...inner,
    transaction: (work) =>
      inner.transaction((tx) =>
        work({
          ...tx,
          deleteMany: async (collection, filter) => {
            refuse(collection, filter);
            return tx.deleteMany(collection, filter);
          },
        }),
      ),
  };
}
