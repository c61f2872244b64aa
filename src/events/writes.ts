import { groupBy } from '../lib/collections.js';
import type { Doc, DocumentOperations, Update } from './documents.js';
import type { Commit } from './eventStore.js';

/** What a commit does to a read model. Filters name the account and, for single updates, the `_id`. */
export type Write =
  | { readonly kind: 'insert'; readonly collection: string; readonly doc: Doc }
  | {
      readonly kind: 'update';
      readonly collection: string;
      readonly update: Update;
      /** The row must be there: without it the whole unit fails with StaleGuard. */
      readonly mustExist?: boolean;
      /**
       * Changes a value that a unique index is on: the row is deleted and inserted anew. SecantusDB's unique indexes
       * never give up the value that an update took away, and nobody could have it again. `set` and `unset` only.
       */
      readonly rewrites?: true;
    }
  | { readonly kind: 'delete'; readonly collection: string; readonly account: string; readonly id: string };

/** A projection: pure, from a commit to its writes. */
export type Project = (commit: Commit) => readonly Write[];

export function combine(projections: readonly Project[]): Project {
  return (commit) => projections.flatMap((project) => project(commit));
}

/** The rows that writes with `mustExist` demand, by collection, and how many of them there must be. */
export class MissingRow extends Error {
  override readonly name = 'MissingRow';
  constructor(readonly collection: string) {
    super('A row that an event builds on is gone.');
  }
}

/**
 * Applies writes with one round trip for each collection and kind: inserts, then updates (those of one row
 * merged), then deletes. Rewrites are rare and go one by one, in their place among the updates.
 * @throws MissingRow when a row that must exist does not
 */
export async function applyWrites(tx: DocumentOperations, writes: readonly Write[]): Promise<void> {
  const inserts = new Map<string, Doc[]>();
  const updates = new Map<string, (Write & { kind: 'update' })[]>();
  for (const write of writes) {
    if (write.kind === 'insert') push(inserts, write.collection, write.doc);
    else if (write.kind === 'update') push(updates, write.collection, write);
  }
  for (const [collection, docs] of inserts) await tx.insertMany(collection, docs);
  for (const [collection, list] of updates) {
    let run: UpdateWrite[] = [];
    for (const write of list) {
      if (!write.rewrites) {
        run.push(write);
        continue;
      }
      await applyUpdates(tx, collection, run);
      run = [];
      await rewrite(tx, collection, write);
    }
    await applyUpdates(tx, collection, run);
  }
  const deletes = writes.flatMap((write) => (write.kind === 'delete' ? write : []));
  for (const [collection, list] of groupBy(deletes, (write) => write.collection)) {
    for (const [account, group] of groupBy(list, (write) => write.account))
      await tx.deleteMany(collection, { account, _id: { $in: group.map(({ id }) => id) } });
  }
}

async function applyUpdates(
  tx: DocumentOperations,
  collection: string,
  writes: readonly UpdateWrite[],
): Promise<void> {
  const merged = mergeUpdates(writes);
  const strict = merged.filter(({ mustExist }) => mustExist);
  const lenient = merged.filter(({ mustExist }) => !mustExist);
  const { matched } = await tx.update(
    collection,
    strict.map(({ update }) => update),
  );
  if (matched < strict.length) throw new MissingRow(collection);
  await tx.update(
    collection,
    lenient.map(({ update }) => update),
  );
}

async function rewrite(
  tx: DocumentOperations,
  collection: string,
  { update: { filter, set = {}, unset = [] }, mustExist }: UpdateWrite,
): Promise<void> {
  const row = await tx.findOne<Doc>(collection, filter);
  if (!row) {
    if (mustExist) throw new MissingRow(collection);
    return;
  }
  await tx.deleteMany(collection, filter);
  const kept = Object.entries({ ...row, ...set }).filter(([field]) => !unset.includes(field));
  await tx.insertMany(collection, [Object.fromEntries(kept) as unknown as Doc]);
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

type UpdateWrite = Write & { kind: 'update' };

/** Joins updates of one row where the result does not depend on their order: only maxima, or only sums. */
function mergeUpdates(writes: readonly UpdateWrite[]): UpdateWrite[] {
  const merged = new Map<string, UpdateWrite>();
  const others: UpdateWrite[] = [];
  for (const write of writes) {
    const id = write.update.filter['_id'];
    const only = soleOperator(write.update);
    if (typeof id !== 'string' || only === null) {
      others.push(write);
      continue;
    }
    const key = `${only}/${id}`;
    const earlier = merged.get(key);
    merged.set(key, earlier ? joined(only, earlier, write) : write);
  }
  return [...merged.values(), ...others];
}

/** Null where more is done to the row, or to more rows. Sums may make the row: whoever comes first says how it begins. */
function soleOperator({ set, unset, addToSet, many, max, inc, upsert }: Update): 'max' | 'inc' | null {
  if (set || unset || addToSet || many) return null;
  if (inc) return max ? null : 'inc';
  return max && !upsert ? 'max' : null;
}

function joined(only: 'max' | 'inc', earlier: UpdateWrite, write: UpdateWrite): UpdateWrite {
  const fields = only === 'max' ? { max: maxOf(earlier, write) } : { inc: sumOf(earlier, write) };
  const mustExist = (earlier.mustExist ?? false) || (write.mustExist ?? false);
  return { ...earlier, update: { ...earlier.update, ...fields }, mustExist };
}

function sumOf(a: UpdateWrite, b: UpdateWrite): Record<string, number> {
  const sums: Record<string, number> = { ...a.update.inc };
  for (const [field, value] of Object.entries(b.update.inc ?? {})) sums[field] = (sums[field] ?? 0) + value;
  return sums;
}

function maxOf(a: UpdateWrite, b: UpdateWrite): Record<string, unknown> {
  const result: Record<string, unknown> = { ...a.update.max };
  for (const [field, value] of Object.entries(b.update.max ?? {})) {
    const other = result[field];
    if (other === undefined || compare(value, other) > 0) result[field] = value;
  }
  return result;
}

/**
 * The order in which `$max` compares the scalars that projections use. Never documents: SecantusDB compares those
 * by something else than their fields.
 */
function compare(a: unknown, b: unknown): number {
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  return a === b ? 0 : String(a) > String(b) ? 1 : -1;
}
