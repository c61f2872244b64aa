import { Query } from 'mingo';
import { groupBy } from '../lib/collections.js';
import type { Doc, DocumentOperations, Filter, IndexSpec, Update } from './documents.js';
import { splitFilter } from './indexedPart.js';
import type { MongoWrites } from './mongoWrites.js';

type IndexesOf = (collection: string) => readonly IndexSpec[];

/** Whether no index alone finds what some of these are about, as they are asked. */
export function needsLookUp(indexes: readonly IndexSpec[], filters: readonly Filter[]): boolean {
  return filters.some((filter) => {
    const { indexed, rest } = splitFilter(indexes, filter);
    return rest !== null || indexed !== filter;
  });
}

/**
 * Writes of a transaction on a server that finds what to write by whole indexes alone: everything else is read first,
 * and written by its id. Whoever changes it meanwhile is in conflict with the transaction.
 */
export function createWritesById(
  { find, ...writes }: MongoWrites & Pick<DocumentOperations, 'find'>,
  indexesOf: IndexesOf,
): MongoWrites {
  const idsOf = async (collection: string, filter: Filter, limit?: number): Promise<Filter | null> => {
    const found = await find(collection, filter, { fields: ['account'], ...(limit && { limit }) });
    return found.length > 0 ? { ...accountOf(filter), _id: { $in: found.map(({ _id }) => _id) } } : null;
  };

  /** Those that match by now. */
  const matching = async (collection: string, asked: readonly ById[]): Promise<readonly Update[]> => {
    const fields = [...new Set(asked.flatMap(({ rest }) => fieldsOf(rest)))];
    const rows = new Map<string, Doc & Record<string, unknown>>();
    for (const group of groupBy(asked, ({ indexed }) => indexed['account']).values()) {
      const _id = { $in: group.map(({ indexed }) => indexed._id) };
      const filter = { ...accountOf(group[0]?.indexed ?? {}), _id };
      for (const row of await find<Doc & Record<string, unknown>>(collection, filter, { fields }))
        rows.set(row._id, row);
    }
    return asked.flatMap(({ update, indexed, rest }) => {
      const row = rows.get(indexed._id);
      return row && new Query(rest).test(row) ? [{ ...update, filter: indexed }] : [];
    });
  };

  const ready = async (collection: string, run: Run): Promise<readonly Update[]> => {
    switch (run.kind) {
      case 'FOUND':
        return run.updates;
      case 'BY_ID':
        return matching(collection, [...run.updates.values()]);
      case 'ANY': {
        const { update } = run;
        const filter = await idsOf(collection, update.filter, update.many ? undefined : 1);
        return filter ? [{ ...update, filter }] : [];
      }
    }
  };

  return {
    insertMany: writes.insertMany,
    update: async (collection, updates) => {
      let [matched, upserted] = [0, 0];
      for (const run of runsOf(indexesOf(collection), updates)) {
        const counts = await writes.update(collection, await ready(collection, run));
        matched += counts.matched;
        upserted += counts.upserted;
      }
      return { matched, upserted };
    },
    deleteMany: async (collection, filter) => {
      if (!needsLookUp(indexesOf(collection), [filter])) return writes.deleteMany(collection, filter);
      const found = await idsOf(collection, filter);
      return found ? writes.deleteMany(collection, found) : 0;
    },
  };
}

interface ById {
  readonly update: Update;
  readonly indexed: Filter & { readonly _id: string };
  readonly rest: Filter;
}
type Run =
  | { readonly kind: 'FOUND'; readonly updates: Update[] }
  | { readonly kind: 'BY_ID'; readonly updates: Map<string, ById> }
  | { readonly kind: 'ANY'; readonly update: Update };

/** In the order asked for, for an update sees what those before it did; neighbours together. */
function runsOf(indexes: readonly IndexSpec[], updates: readonly Update[]): Run[] {
  const runs: Run[] = [];
  for (const update of updates) {
    const last = runs.at(-1);
    const { indexed, rest } = splitFilter(indexes, update.filter);
    const { _id } = indexed;
    if (update.upsert || (rest === null && indexed === update.filter)) {
      if (last?.kind === 'FOUND') last.updates.push(update);
      else runs.push({ kind: 'FOUND', updates: [update] });
    } else if (rest !== null && typeof _id === 'string') {
      const item = { update, indexed: { ...indexed, _id }, rest };
      if (last?.kind === 'BY_ID' && !last.updates.has(_id)) last.updates.set(_id, item);
      else runs.push({ kind: 'BY_ID', updates: new Map([[_id, item]]) });
    } else runs.push({ kind: 'ANY', update });
  }
  return runs;
}

function accountOf({ account }: Filter): Filter {
  return typeof account === 'string' ? { account } : {};
}

function fieldsOf(filter: Filter): string[] {
  return Object.entries(filter).flatMap(([field, asked]) =>
    Array.isArray(asked) && field.startsWith('$')
      ? (asked as Filter[]).flatMap(fieldsOf)
      : [field.split('.')[0] ?? field],
  );
}
