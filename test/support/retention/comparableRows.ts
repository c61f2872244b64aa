import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import { idOfLastKey } from '../../../src/projections/rows.js';
import type { ConversationRow, MessageRow } from '../../../src/projections/rows.js';

/** All rows as one text that is the same for rows that mean the same. */
export function comparableRows(rows: ReadonlyMap<string, readonly Doc[]>): string {
  return JSON.stringify(sortKeys(withoutTraces(rows)));
}

/**
 * A subject's row keeps when its newest messages were, even when those are forgotten and others of it are not; a
 * rebuild knows nothing of forgotten ones. Both read the same: what is not later than a cutoff is hidden.
 */
function withoutTraces(rows: ReadonlyMap<string, readonly Doc[]>): unknown {
  const messages = (rows.get(COLLECTIONS.messages) ?? []) as readonly MessageRow[];
  const conversations = (rows.get(COLLECTIONS.conversations) ?? []) as readonly ConversationRow[];
  const cleaned = conversations.map(({ last, seenAt, ...row }) => ({
    ...row,
    ...(messages.some(({ _id }) => last && _id === idOfLastKey(last.key)) && { last }),
    ...(messages.some(
      (message) => message.subject === row._id && message.at.getTime() === seenAt?.getTime(),
    ) && {
      seenAt,
    }),
  }));
  return [...rows, ['conversations', cleaned]].filter(([, list]) => list !== conversations);
}

/** A document's fields have no order of their own. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sortKeys(field)]),
  );
}
