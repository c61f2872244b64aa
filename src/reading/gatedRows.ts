import { isReadable, type Notice } from '../domain/retentionRules.js';
import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import { groupBy } from '../lib/collections.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Directory } from '../projections/directory.js';
import type { NumberRow } from '../projections/rows.js';
import { allowedRange, openGate, type Gate } from './gate.js';
import { rowsOf } from './rowsOf.js';
import type { DateRange, Page, PageRequest } from './views.js';

/** Rows of a number that a gate is before. */
interface GatedRow extends Doc {
  readonly account: string;
  readonly number: string;
  readonly at: Date;
}

export interface GatedQuery extends DateRange {
  readonly account: string;
  /** Of one number; absent: of all that the account has. */
  readonly numberId?: string;
  /** Further conditions on the rows. */
  readonly only: Filter;
}

/** Reads records of numbers through their gates, newest first. */
export interface GatedRows<View> {
  /** @throws LetheError NOT_FOUND for a number that is not the account's */
  list(query: GatedQuery, page: PageRequest): Promise<Page<View>>;
  /** How many the same query gives in all. */
  count(query: GatedQuery): Promise<number>;
  /** Those of the records that may be read at this moment, by id. */
  findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, View>>;
}

/** @param view makes views of rows of one number, in their order */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- whoever names the collection knows its rows
export function createGatedRows<Row extends GatedRow, View>(
  { documents, clock }: Core,
  directory: Directory,
  collection: string,
  view: (gate: Gate, rows: readonly Row[]) => Promise<readonly View[]>,
): GatedRows<View> {
  const gatesOf = async ({ account, numberId }: GatedQuery): Promise<readonly Gate[]> => {
    const ids = numberId === undefined ? await numbersOf(account) : [numberId];
    return Promise.all(ids.map((id) => openGate(directory, account, id, clock())));
  };
  const numbersOf = async (account: string): Promise<readonly string[]> => {
    const present = { account, removedAt: { $exists: false } };
    return (await documents.find<NumberRow>(COLLECTIONS.numbers, present, { fields: ['_id'] })).map(
      ({ _id }) => _id,
    );
  };
  const viewAll = async (
    rows: readonly Row[],
    gateOf: (number: string) => Promise<Gate | null>,
  ): Promise<ReadonlyMap<string, View>> => {
    const parts = [...groupBy(rows, ({ number }) => number)].map(async ([number, all]) => {
      const gate = await gateOf(number);
      const own = gate ? all.filter(({ at }) => isReadable(at, gate.cutoff)) : [];
      const views = gate ? await view(gate, own) : [];
      return views.map((one, index) => [own[index]?._id ?? '', one] as const);
    });
    return new Map((await Promise.all(parts)).flat());
  };

  return {
    list: async (query, page) => {
      const gates = await gatesOf(query);
      const open = gates.filter(({ isShut }) => !isShut);
      const lists = await Promise.all(
        open.map((gate) => rowsOf<Row>(documents, collection, 'at', filterOf(gate, query), wide(page))),
      );
      const skip = page.skip ?? 0;
      const sorted = lists.flat().sort(newestFirst);
      const rows = sorted.slice(skip, skip + page.limit);
      const gateOf = (number: string): Promise<Gate | null> =>
        Promise.resolve(open.find((gate) => gate.number._id === number) ?? null);
      const views = await viewAll(rows, gateOf);
      return {
        items: rows.flatMap(({ _id }) => views.get(_id) ?? []),
        hasMore: sorted.length > skip + page.limit,
        notice: noticeOf(gates),
      };
    },
    count: async (query) => {
      const open = (await gatesOf(query)).filter(({ isShut }) => !isShut);
      const counts = open.map((gate) => documents.count(collection, filterOf(gate, query)));
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    findMany: async (account, ids) => {
      const rows = await documents.find<Row>(collection, { account, _id: { $in: [...new Set(ids)] } });
      return viewAll(rows, async (number) =>
        (await directory.number(account, number)) ? openGate(directory, account, number, clock()) : null,
      );
    },
  };
}

/** What is skipped is skipped of all numbers together. */
function wide({ limit, skip = 0, after }: PageRequest): PageRequest {
  return { limit: limit + skip, ...(after && { after }) };
}

function filterOf(gate: Gate, query: GatedQuery): Filter {
  const { _id: number, account } = gate.number;
  return { account, number, at: allowedRange(gate, query), ...query.only };
}

function newestFirst(a: GatedRow, b: GatedRow): number {
  return b.at.getTime() - a.at.getTime() || (a._id < b._id ? 1 : -1);
}

/** Of several numbers: what is said of all, else the line that cuts some of them. */
function noticeOf(gates: readonly Gate[]): Notice | null {
  const [first = null, ...others] = [...new Set(gates.map(({ notice }) => notice))];
  if (others.length === 0) return first;
  const notices: readonly Notice[] = ['RETENTION_WINDOW', 'PII_WINDOW', 'PII_RELAY_ONLY'];
  return notices.find((notice) => gates.some((gate) => gate.notice === notice)) ?? null;
}
