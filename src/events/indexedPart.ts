import type { Filter, IndexSpec } from './documents.js';

/** A filter in two steps that give the same together: what an index finds, and what is left to be looked at. */
export interface SplitFilter {
  /** Written so that SecantusDB takes the index; the very filter that was given where that is nothing new. */
  readonly indexed: Filter;
  /** Null: an index answers all of it, or none any part. */
  readonly rest: Filter | null;
}

const BY_ID: IndexSpec = { name: '_id_', keys: { _id: 1 } };
const RANGE: ReadonlySet<string> = new Set(['$gt', '$gte', '$lt', '$lte']);

interface Part {
  /** What the index is asked, by field. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields of which that is all. */
  readonly whole: ReadonlySet<string>;
  readonly equalities: number;
  /** Asked for otherwise than the filter does. */
  readonly isRewritten: boolean;
}

/**
 * Splits a filter at what one index answers. For mongod both steps are one, and planned as one; SecantusDB takes an
 * index only for a filter all of whose fields the index begins with, and else reads the whole collection
 * (docs/database.md).
 */
export function splitFilter(indexes: readonly IndexSpec[], filter: Filter): SplitFilter {
  const parts = [BY_ID, ...indexes].flatMap((index) => {
    const part = partOf(index, filter);
    return part && mayUse(index, part, filter) ? [part] : [];
  });
  const best = parts.reduce<Part | null>((chosen, part) => (isBetter(part, chosen) ? part : chosen), null);
  const rest = Object.entries(filter).filter(([field]) => !best?.whole.has(field));
  if (!best) return { indexed: filter, rest: null };
  if (rest.length === 0) return { indexed: best.isRewritten ? best.fields : filter, rest: null };
  return { indexed: best.fields, rest: Object.fromEntries(rest) };
}

/** As much of the filter as an index answers: equal values, and behind them one range or list. */
function partOf({ keys, partial }: IndexSpec, filter: Filter): Part | null {
  const fields: Record<string, unknown> = {};
  const whole = new Set<string>();
  let equalities = 0;
  let last: string | null = null;
  // SecantusDB takes an index for a list only as the last of what it is asked: a list of one is asked as its value.
  let isRewritten = false;
  for (const field of Object.keys(keys)) {
    const asked = filter[field];
    const value = onlyValueOf(asked);
    if (value !== undefined) {
      fields[field] = value;
      whole.add(field);
      equalities += 1;
      last = field;
      isRewritten ||= value !== asked;
      continue;
    }
    const list = listOf(asked);
    const found = list ? { $in: list } : wideRangeOf(asked);
    if (found) [fields[field], last] = [found, null];
    if (found && isSame(found, asked as Filter)) whole.add(field);
    break;
  }
  if (Object.keys(fields).length === 0) return null;
  // SecantusDB takes no partial index for several equal values and nothing else; a list of one is the same to mongod.
  if (!partial || last === null || equalities < 2) return { fields, whole, equalities, isRewritten };
  return { fields: { ...fields, [last]: { $in: [fields[last]] } }, whole, equalities, isRewritten: true };
}

/** A partial index holds what the filter asks for only where the filter says so itself. */
function mayUse({ partial = {} }: IndexSpec, { whole }: Part, filter: Filter): boolean {
  return Object.entries(partial).every(
    ([field, value]) => whole.has(field) && onlyValueOf(filter[field]) === value,
  );
}

/** An id finds at most a few; else more fields find less. */
function isBetter(part: Part, other: Part | null): boolean {
  if (!other) return true;
  const [has, hasOther] = ['_id' in part.fields, '_id' in other.fields];
  if (has !== hasOther) return has;
  if (part.equalities !== other.equalities) return part.equalities > other.equalities;
  return Object.keys(part.fields).length > Object.keys(other.fields).length;
}

/** The one value that a field must have; undefined: it may have several, or none. */
function onlyValueOf(asked: unknown): unknown {
  if (isScalar(asked)) return asked;
  const list = listOf(asked);
  const isAlone = list?.length === 1 && Object.keys(asked as object).length === 1;
  return isAlone ? list[0] : undefined;
}

function isSame(found: Filter, asked: Filter): boolean {
  const operators = Object.keys(asked);
  return operators.length === Object.keys(found).length && operators.every((name) => name in found);
}

function listOf(asked: unknown): readonly unknown[] | null {
  if (typeof asked !== 'object' || asked === null || !('$in' in asked)) return null;
  const { $in: list } = asked;
  return Array.isArray(list) && list.every(isScalar) ? (list as unknown[]) : null;
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value instanceof Date
  );
}

/**
 * Bounds a little outside of those asked for, and never on them: SecantusDB can miss what is equal to the bound of an
 * index that goes on behind it. What lies between is left to the second step.
 */
function wideRangeOf(asked: unknown): Filter | null {
  if (typeof asked !== 'object' || asked === null || asked instanceof Date) return null;
  const bounds = Object.entries(asked).flatMap(([operator, bound]) => {
    if (!RANGE.has(operator)) return [];
    if (!operator.endsWith('e')) return isScalar(bound) ? [[operator, bound] as const] : [];
    const step = operator === '$gte' ? -1 : 1;
    const outside =
      bound instanceof Date
        ? new Date(bound.getTime() + step)
        : typeof bound === 'number'
          ? bound + step
          : null;
    return outside === null ? [] : [[operator.slice(0, -1), outside] as const];
  });
  return bounds.length > 0 ? Object.fromEntries(bounds) : null;
}
