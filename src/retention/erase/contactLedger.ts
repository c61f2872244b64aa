import type { Actor } from '../../domain/events.js';
import { KEY_COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Doc } from '../../events/documents.js';
import type { ErasureRow, TargetRow } from './erasureRow.js';

/**
 * Who was erased, in the key database: what a restored main database is compared with. Random ids and blind indexes, which
 * nobody can compare a guess with who has not the account's secret.
 */
export interface ErasedContact extends Doc {
  readonly account: string;
  readonly erasure: string;
  readonly by: Actor;
  readonly contact: string | null;
  /** When it was asked for: what is newer is of somebody new. */
  readonly before: Date;
  readonly subjects: readonly string[];
  readonly indexes: readonly string[];
  /** Once every target is done. */
  readonly completed?: { readonly at: Date; readonly targets: readonly TargetRow[] };
}

const COLLECTION = KEY_COLLECTIONS.erasedContacts;

function filterOf(account: string, erasure: string) {
  return { _id: `${account}/${erasure}`, account };
}

/** Notes an erasure before anything of it is done: from then on it happens, whatever becomes of this process. */
export async function recordErasedContact(
  { keys }: Core,
  row: ErasureRow,
  subjects: readonly string[],
  indexes: readonly string[],
): Promise<void> {
  const { account, _id: erasure, by, contact, createdAt: before } = row;
  const setOnInsert = { erasure, by, contact, before };
  await keys.update(COLLECTION, [
    { filter: filterOf(account, erasure), set: { subjects, indexes }, setOnInsert, upsert: true },
  ]);
}

export async function completeErasedContact(
  { keys }: Core,
  { account, _id }: ErasureRow,
  completed: NonNullable<ErasedContact['completed']>,
): Promise<void> {
  await keys.update(COLLECTION, [{ filter: filterOf(account, _id), set: { completed } }]);
}

export function findErasedContact(
  { keys }: Core,
  account: string,
  erasure: string,
): Promise<ErasedContact | null> {
  return keys.findOne<ErasedContact>(COLLECTION, filterOf(account, erasure));
}

export function allErasedContacts({ keys }: Core): AsyncIterable<ErasedContact> {
  return keys.stream<ErasedContact>(COLLECTION, {});
}
