import { Query } from 'mingo';
import { DuplicateKey, type Doc, type IndexSpec } from './documents.js';

type Row = Doc & Record<string, unknown>;

/** One collection in memory: rows by id, and the unique keys they take. */
export interface MemoryCollection {
  has(id: string): boolean;
  /** Stores a row in place of the one with its id, which it gives. @throws DuplicateKey */
  put(row: Row): Row | undefined;
  remove(id: string): void;
  /** All rows, or those that a filter's condition on `_id` can mean. */
  candidates(id?: unknown): Row[];
  setUniques(indexes: readonly IndexSpec[]): void;
}

export function createMemoryCollection(name: string): MemoryCollection {
  const rows = new Map<string, Row>();
  const holders = new Map<string, string>();
  let keysOf: (row: Row) => readonly { readonly index: string; readonly key: string }[] = () => [];

  const remove = (id: string): void => {
    const row = rows.get(id);
    if (!row) return;
    rows.delete(id);
    for (const { key } of keysOf(row)) holders.delete(key);
  };

  return {
    has: (id) => rows.has(id),
    put: (row) => {
      const keys = keysOf(row);
      for (const { index, key } of keys) {
        const holder = holders.get(key);
        if (holder !== undefined && holder !== row._id) throw new DuplicateKey(name, index);
      }
      const previous = rows.get(row._id);
      remove(row._id);
      rows.set(row._id, row);
      for (const { key } of keys) holders.set(key, row._id);
      return previous;
    },
    remove,
    candidates: (id) => {
      const ids = idsOf(id);
      return ids ? ids.flatMap((wanted) => rows.get(wanted) ?? []) : [...rows.values()];
    },
    setUniques: (indexes) => {
      keysOf = keyReader(indexes);
      holders.clear();
      for (const row of rows.values()) for (const { key } of keysOf(row)) holders.set(key, row._id);
    },
  };
}

function idsOf(condition: unknown): readonly string[] | null {
  if (typeof condition === 'string') return [condition];
  if (typeof condition !== 'object' || condition === null || !('$in' in condition)) return null;
  return [...new Set(condition.$in as readonly string[])];
}

/** The keys a row takes in unique indexes; an array takes one for each of its elements. */
function keyReader(indexes: readonly IndexSpec[]) {
  const readers = indexes.map(({ name, keys, partial }) => ({
    name,
    fields: Object.keys(keys),
    isIn: partial ? new Query<Row>(partial) : null,
  }));
  return (row: Row) =>
    readers.flatMap(({ name, fields, isIn }) => {
      if (isIn && !isIn.test(row)) return [];
      const values = fields.map((field) => {
        const value: unknown = row[field] ?? null;
        return Array.isArray(value) ? (value as unknown[]) : [value];
      });
      const combined = values.reduce<unknown[][]>(
        (lists, next) => lists.flatMap((list) => next.map((value) => [...list, value])),
        [[]],
      );
      return combined.map((key) => ({ index: name, key: `${name}/${JSON.stringify(key)}` }));
    });
}
