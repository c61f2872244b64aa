import { LRUCache } from 'lru-cache';
import { DAY_MS } from '../lib/clock.js';
import type { Doc, DocumentOperations, Filter, FindOptions } from './documents.js';

/** A page that took longer is of a list that is worth two queries more, should it have become short since. */
const SLOW_MS = 40;
const KNOWN_LISTS = 10_000;
/** What busy lists have a page in, and what all but the most quiet ones have. */
const SPANS_MS = [DAY_MS, 30 * DAY_MS] as const;

/** What is asked for newest first, between two instants: a field of the index, and its range. */
interface Newest {
  readonly field: string;
  readonly from: Date;
  readonly to: Date;
  readonly limit: number;
  /** The list without its range. */
  readonly list: string;
}

/**
 * Reads pages of long lists in ranges of time that widen from the newest on, until one holds a whole page: SecantusDB
 * reads all that a filter matches before it sorts and takes a page of it. A list is met as if it were long; where no
 * range has a page and the whole is quick, it is asked for as a whole from then on.
 * @param now milliseconds, of a clock that only goes forward
 */
export function createPagesByRange(
  documents: Pick<DocumentOperations, 'find'>,
  now: () => number,
): DocumentOperations['find'] {
  /** The newest instant that was seen of each long list; of others that they are short. */
  const known = new LRUCache<string, Date | 'SHORT'>({ max: KNOWN_LISTS });

  const read = async <T extends Doc>(
    collection: string,
    filter: Filter,
    options: FindOptions,
    newest: Newest,
  ): Promise<T[]> => {
    const seen = known.get(newest.list);
    const latest = seen instanceof Date ? seen.getTime() : Infinity;
    for (const span of seen === 'SHORT' ? [] : SPANS_MS) {
      const until = Math.min(latest, newest.to.getTime());
      const from = new Date(until - span);
      if (from <= newest.from) break;
      const range = { ...filter, [newest.field]: { $gt: from, $lt: newest.to } };
      const rows = await documents.find<T>(collection, range, options);
      if (rows.length === newest.limit) return noted(newest, rows);
    }
    const started = now();
    const rows = await documents.find<T>(collection, filter, options);
    const isLong = rows.length === newest.limit && now() - started > SLOW_MS;
    if (isLong) return noted(newest, rows);
    if (seen === undefined) known.set(newest.list, 'SHORT');
    return rows;
  };
  const noted = <T extends Doc>({ list, field }: Newest, rows: T[]): T[] => {
    const at = rows[0] && valueOf(rows[0], field);
    const seen = known.get(list);
    if (at instanceof Date && !(seen instanceof Date && seen >= at)) known.set(list, at);
    return rows;
  };

  return <T extends Doc>(collection: string, filter: Filter, options: FindOptions = {}) => {
    const newest = newestOf(collection, filter, options);
    return newest
      ? read<T>(collection, filter, options, newest)
      : documents.find<T>(collection, filter, options);
  };
}

/** Null: something else is asked for than the newest of a range of time. */
function newestOf(
  collection: string,
  filter: Filter,
  { sort, limit, skip, fields }: FindOptions,
): Newest | null {
  const [field, direction] = Object.entries(sort ?? {})[0] ?? [];
  if (field === undefined || direction !== -1 || !limit || skip || fields) return null;
  const { [field]: range, ...others } = filter;
  const { $gt, $lt, ...more } = (range ?? {}) as Filter;
  if (!($gt instanceof Date) || !($lt instanceof Date) || Object.keys(more).length > 0) return null;
  return { field, from: $gt, to: $lt, limit, list: `${collection} ${JSON.stringify(others)}` };
}

/** @param path of a field, with dots between */
function valueOf(row: Doc, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], row);
}
