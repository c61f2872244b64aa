import { COLLECTIONS } from '../../../src/events/collections.js';
import type { Doc } from '../../../src/events/documents.js';
import type { ConversationRow, MessageRow } from '../../../src/projections/rows.js';

/** All rows as one text that is the same for rows that mean the same. */
export function comparableRows(rows: ReadonlyMap<string, readonly Doc[]>): string {
  return JSON.stringify(sortKeys(withoutTraces(rows)));
}

/**
 * A subject's row keeps when its newest messages were, even when those are forgotten and others of it are not (an
 * edit that came first was newer than its message); a rebuild knows nothing of forgotten ones. Both must cover what
 * is there.
 */
function withoutTraces(rows: ReadonlyMap<string, readonly Doc[]>): unknown {
  const messages = (rows.get(COLLECTIONS.messages) ?? []) as readonly MessageRow[];
  const conversations = (rows.get(COLLECTIONS.conversations) ?? []) as readonly ConversationRow[];
  const cleaned = conversations.map(({ last, seenAt, ...row }) => {
    const own = messages.filter(({ conversation }) => conversation === row._id);
    const written = messages.filter(({ subject, group }) => group && subject === row._id);
    return {
      ...row,
      isListed: own.length > 0 && last !== undefined && own.every(({ at }) => at <= last.at),
      isSeen: written.length > 0 && seenAt !== undefined && written.every(({ at }) => at <= seenAt),
    };
  });
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
