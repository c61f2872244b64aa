import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { notFound } from '../lib/errors.js';

/**
 * A row of the account by its id.
 * @param what what people call it: "number"
 * @throws NOT_FOUND
 */
export async function getRow<T extends Doc>(
  { documents }: Pick<Core, 'documents'>,
  collection: string,
  account: string,
  id: string,
  what: string,
): Promise<T> {
  const row = await documents.findOne<T>(collection, { _id: id, account });
  if (!row) throw notFound(what);
  return row;
}
