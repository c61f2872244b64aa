import type { Connection, NoticedConnection } from '../../schema/types/connection.type.js';
import { DEFAULT_PAGE, MAX_PAGE, type Page as SettingsPage } from '../administration/page.js';
import { assertValid } from '../domain/checks.js';
import { invalid, type UserError } from '../lib/errors.js';
import type { DateRange, Page, Place } from '../reading/views.js';

/** An opaque cursor of a place in a list. */
export function cursorOf({ at, id }: Place): string {
  return Buffer.from(`${String(at.getTime())}/${id}`).toString('base64url');
}

/** @throws InvalidInput when it is none of ours */
export function placeOf(field: string, cursor: string | null | undefined): Place | null {
  if (cursor === null || cursor === undefined) return null;
  const [, ms, id] =
    /^(-?\d{1,16})\/(.{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  const at = new Date(Number(ms));
  if (id === undefined || Number.isNaN(at.getTime()))
    throw invalid(field, 'CURSOR_INVALID', `${field} is a cursor of an earlier page.`);
  return { at, id };
}

/** @throws InvalidInput when it is out of bounds: a page that was cut short in silence would look like the end */
export function limitOf(field: string, wanted: number | null | undefined): number {
  const limit = wanted ?? DEFAULT_PAGE;
  if (limit >= 1 && limit <= MAX_PAGE) return limit;
  throw invalid(field, 'PAGE_SIZE_INVALID', `${field} is a whole number from 1 to ${String(MAX_PAGE)}.`);
}

/** @throws InvalidInput when the range ends before it starts */
export function rangeOf({ startDate = null, endDate = null }: DateRange): DateRange {
  assertValid(startDate && endDate && startDate > endDate ? [ENDS_FIRST] : []);
  return { startDate, endDate };
}
const ENDS_FIRST: UserError = {
  field: 'startDate',
  code: 'INVALID_DATE_RANGE',
  message: 'startDate is not after endDate.',
};

/** A connection of chat records, newest first. */
export function connectionOf<View, Item>(
  page: Page<View>,
  show: (view: View) => Item,
  place: (view: View) => Place,
  more: { readonly isFirst: boolean; readonly count: () => Promise<number> },
): NoticedConnection<Item> {
  const edges = page.items.map((view) => ({ cursor: cursorOf(place(view)), node: show(view) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasMore,
      hasPreviousPage: !more.isFirst,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    notice: page.notice,
    count: more.count,
  };
}

/**
 * The same page read backwards, oldest first: Relay's `last` and `before` take the end of a list, and leave its
 * order as it is (Relay cursor connections, §4.3).
 */
export function reversed<Item>(connection: NoticedConnection<Item>): NoticedConnection<Item> {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = connection.pageInfo;
  return {
    ...connection,
    edges: connection.edges.toReversed(),
    pageInfo: {
      hasNextPage: hasPreviousPage,
      hasPreviousPage: hasNextPage,
      startCursor: endCursor,
      endCursor: startCursor,
    },
  };
}

/** A connection of settings. @param after the cursor that was asked with */
export function settingsConnection<Row, Item>(
  page: SettingsPage<Row>,
  after: string | null | undefined,
  show: (row: Row) => Item,
): Connection<Item> {
  return {
    edges: page.edges.map(({ cursor, node }) => ({ cursor, node: show(node) })),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: typeof after === 'string',
      startCursor: page.edges[0]?.cursor ?? null,
      endCursor: page.edges.at(-1)?.cursor ?? null,
    },
    count: page.total,
  };
}
