import type { Core } from '../events/core.js';
import type { Doc, Filter } from '../events/documents.js';
import { invalid } from '../lib/errors.js';

export const DEFAULT_PAGE = 50;
export const MAX_PAGE = 100;

interface Order {
  readonly field: 'createdAt' | 'at' | 'since';
  readonly direction: 1 | -1;
}

export interface PageInput {
  /** 1 to {@link MAX_PAGE}; default {@link DEFAULT_PAGE}. */
  readonly first?: number | null | undefined;
  /** The cursor behind which the page begins. */
  readonly after?: string | null | undefined;
}

export interface Page<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly hasNextPage: boolean;
  /** Counts when asked: most clients never do. */
  readonly total: () => Promise<number>;
}

/**
 * A page of an account's rows in the order of a date field and, within one instant, of their ids.
 * @param filter names the account
 * @throws InvalidInput for `first` out of bounds or a cursor that is none of ours
 */
export function readPage<T extends Doc>(
  core: Pick<Core, 'documents'>,
  collection: string,
  filter: Filter & { readonly account: string },
  order: Order,
  input: PageInput,
): Promise<Page<T>> {
  return readPageOfAll<T>(core, collection, filter, order, input);
}

/** The same without a bound to one account: for what a SUPER_ADMIN alone may see. @throws InvalidInput as above */
export async function readPageOfAll<T extends Doc>(
  { documents }: Pick<Core, 'documents'>,
  collection: string,
  filter: Filter,
  order: Order,
  input: PageInput,
): Promise<Page<T>> {
  const first = input.first ?? DEFAULT_PAGE;
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE)
    throw invalid('first', 'PAGE_SIZE_INVALID', `first is a whole number from 1 to ${String(MAX_PAGE)}.`);
  const { field, direction } = order;
  const after = input.after ?? null;
  const rows = await documents.find<T>(
    collection,
    { ...filter, ...(after !== null && behind(after, order)) },
    { sort: { [field]: direction, _id: direction }, limit: first + 1 },
  );
  return {
    edges: rows.slice(0, first).map((node) => ({ cursor: cursorOf(node, field), node })),
    hasNextPage: rows.length > first,
    total: () => documents.count(collection, filter),
  };
}

/** The same page with its nodes looked up further, in order. */
export function mapPage<T, U>(page: Page<T>, nodes: readonly U[]): Page<U> {
  const edges = page.edges.flatMap(({ cursor }, index) => {
    const node = nodes[index];
    return node === undefined ? [] : [{ cursor, node }];
  });
  return { ...page, edges };
}

function cursorOf(row: Doc, field: string): string {
  const at = (row as Doc & Readonly<Record<string, unknown>>)[field] as Date;
  const ms = at.getTime();
  return Buffer.from(`${String(ms)}/${row._id}`).toString('base64url');
}

function behind(cursor: string, { field, direction }: Order): Filter {
  const [, ms, id] = /^(\d{1,16})\/(.{1,128})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  const at = new Date(Number(ms));
  if (id === undefined || Number.isNaN(at.getTime()))
    throw invalid('after', 'CURSOR_INVALID', 'after is a cursor of an earlier page.');
  const further = direction === 1 ? '$gt' : '$lt';
  // The bound on the field alone lets the index begin at the right place; the rest sorts out one instant.
  return {
    [field]: { [`${further}e`]: at },
    $or: [{ [field]: { [further]: at } }, { [field]: at, _id: { [further]: id } }],
  };
}
