import { COLLECTIONS } from '../events/collections.js';
import type { DocumentOperations } from '../events/documents.js';
import type { StatusRow } from '../projections/statusRows.js';
import { deleteStreams } from './deleteStreams.js';

/**
 * Deletes delivery statuses whole: their streams, what was sealed with them, and their rows.
 * @returns the ids of those that were there
 */
export async function deleteStatuses(
  tx: DocumentOperations,
  account: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const chosen = { account, _id: { $in: ids } };
  const rows = await tx.find<StatusRow>(COLLECTIONS.statuses, chosen, { fields: ['payload'] });
  await deleteStreams(
    tx,
    account,
    ids.map((id) => `status:${id}`),
  );
  const payloads = rows.flatMap(({ payload }) => payload ?? []);
  if (payloads.length > 0) await tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: payloads } });
  await tx.deleteMany(COLLECTIONS.statuses, chosen);
  return rows.map(({ _id }) => _id);
}
