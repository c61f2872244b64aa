import type { Doc, Documents, Filter } from '../events/documents.js';
import type { PageRequest } from './views.js';

/**
 * The rows of a page, newest first by `field` and then by id, and one more if there are more.
 *
 * What follows a place is asked for in two ranges, each a range of one index: those of the very same instant with a
 * smaller id, and those that are older. One condition for both would be none that an index serves.
 * @param filter has a range `{ $gt, $lt }` on `field`
 */
export async function rowsOf<T extends Doc>(
  documents: Documents,
  collection: string,
  field: string,
  filter: Filter,
  { limit, skip = 0, after }: PageRequest,
): Promise<readonly T[]> {
  const options = { sort: { [field]: -1, _id: -1 }, limit: limit + 1 } as const;
  if (!after) return documents.find<T>(collection, filter, { ...options, skip });
  const { $gt, $lt } = filter[field] as { readonly $gt: Date; readonly $lt: Date };
  const isInside = after.at > $gt && after.at < $lt;
  const older = { ...filter, [field]: { $gt, $lt: after.at < $lt ? after.at : $lt } };
  const [first, then] = await Promise.all([
    isInside ? documents.find<T>(collection, sameInstant(filter, field, after), options) : [],
    documents.find<T>(collection, older, options),
  ]);
  return [...first, ...then].slice(0, limit + 1);
}

/** A condition on `_id` may be there already: both hold. */
function sameInstant(filter: Filter, field: string, { at, id }: NonNullable<PageRequest['after']>): Filter {
  const wanted = filter['_id'] as Filter | undefined;
  return { ...filter, [field]: at, _id: { ...wanted, $lt: id } };
}
