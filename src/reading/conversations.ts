import { LRUCache } from 'lru-cache';
import { SECOND_MS } from '../lib/clock.js';
import type { Actor } from '../domain/events.js';
import { isReadable } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Filter } from '../events/documents.js';
import { groupBy } from '../lib/collections.js';
import { notFound } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import { readIdentities } from '../projections/identities.js';
import { idOfLastKey, type ConversationRow, type MessagePii, type MessageRow } from '../projections/rows.js';
import { allowedRange, openGate, type Gate } from './gate.js';
import { markRead } from './markRead.js';
import { rowsOf } from './rowsOf.js';
import type { ConversationView, DateRange, Page, PageRequest } from './views.js';

export interface ConversationQuery extends DateRange {
  readonly account: string;
  readonly numberId: string;
  readonly type?: 'DIRECT' | 'GROUP' | null;
  /** Only conversations with unread messages inside the window. */
  readonly unread?: boolean | null;
}

export interface ConversationReader {
  /** A page of conversations by their newest message, newest first. @throws LetheError NOT_FOUND */
  list(query: ConversationQuery, page: PageRequest): Promise<Page<ConversationView>>;
  count(query: ConversationQuery): Promise<number>;
  /** Null when it is not there, not the account's, or out of its window. */
  find(account: string, id: string): Promise<ConversationView | null>;
  /** Those of the conversations that `find` would give, by id. */
  findMany(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, ConversationView>>;
  /** The number a conversation is of; null when it is not there or not the account's. Asks for no content. */
  numberOf(account: string, id: string): Promise<string | null>;
  /** Unread messages inside the window of each of the conversations. */
  countUnread(
    account: string,
    numberId: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>>;
  /** Marks everything stored so far as read. @throws LetheError NOT_FOUND */
  markRead(account: string, id: string, by: Actor): Promise<ConversationView>;
}

const CACHED_NUMBERS = 20_000;
const CACHE_MS = 30 * SECOND_MS;

export function createConversationReader(core: Core, directory: Directory): ConversationReader {
  const { documents, clock } = core;
  // A conversation never changes its number; one that is forgotten reads as empty for as long.
  const numbers = new LRUCache<string, string>({ max: CACHED_NUMBERS, ttl: CACHE_MS });

  const unreadCounts = async (
    gate: Gate,
    conversations: readonly string[] | null,
  ): Promise<Map<string, number>> => {
    const { account, _id: number } = gate.number;
    const counted = await documents.aggregate<{ _id: string; count: number }>(COLLECTIONS.messages, [
      {
        $match: {
          account,
          number,
          at: allowedRange(gate, {}),
          unread: true,
          ...(conversations && { conversation: { $in: conversations } }),
        },
      },
      { $group: { _id: '$conversation', count: { $sum: 1 } } },
    ]);
    return new Map(counted.map(({ _id, count }) => [_id, count]));
  };

  const previews = async (
    gate: Gate,
    rows: readonly ConversationRow[],
  ): Promise<ReadonlyMap<string, string | null>> => {
    const { account } = gate.number;
    const messages = await documents.find<MessageRow>(
      COLLECTIONS.messages,
      { account, _id: { $in: rows.flatMap(({ last }) => (last ? idOfLastKey(last.key) : [])) } },
      { fields: ['conversation', 'payload', 'at'] },
    );
    const shown = messages.filter(({ at }) => isReadable(at, gate.cutoff));
    const contents = await core.vault.read(
      account,
      shown.flatMap(({ payload }) => payload ?? []),
    );
    return new Map(
      shown.map(({ conversation, payload }) => [
        conversation,
        payload === null ? null : ((contents.get(payload) as MessagePii | undefined)?.text ?? null),
      ]),
    );
  };

  const view = async (gate: Gate, rows: readonly ConversationRow[]): Promise<ConversationView[]> => {
    const { account, _id: numberId } = gate.number;
    const ids = rows.map(({ _id }) => _id);
    const [unread, texts, identities] = await Promise.all([
      ids.length > 0 ? unreadCounts(gate, ids) : new Map<string, number>(),
      previews(gate, rows),
      readIdentities(core, account, ids),
    ]);
    return rows.flatMap(({ _id, type, last, createdAt }) =>
      last
        ? [
            {
              id: _id,
              numberId,
              type,
              identity: identities.get(_id) ?? null,
              unreadCount: unread.get(_id) ?? 0,
              lastMessageAt: last.at,
              lastMessagePreview: texts.get(_id) ?? null,
              createdAt,
            },
          ]
        : [],
    );
  };

  const filterOf = async (gate: Gate, query: ConversationQuery): Promise<Filter> => ({
    account: query.account,
    number: query.numberId,
    'last.at': allowedRange(gate, query),
    ...(query.type && { type: query.type }),
    ...(query.unread && { _id: { $in: [...(await unreadCounts(gate, null)).keys()] } }),
  });

  const findMany = async (
    account: string,
    ids: readonly string[],
  ): Promise<Map<string, ConversationView>> => {
    const filter = { account, _id: { $in: [...new Set(ids)] } };
    const rows = await documents.find<ConversationRow>(COLLECTIONS.conversations, filter);
    const views = [...groupBy(rows, ({ number }) => number)].map(async ([number, own]) => {
      if (!(await directory.number(account, number))) return [];
      const gate = await openGate(directory, account, number, clock());
      return view(
        gate,
        own.filter(({ last }) => last && isReadable(last.at, gate.cutoff)),
      );
    });
    return new Map((await Promise.all(views)).flat().map((found) => [found.id, found]));
  };

  const find = async (account: string, id: string): Promise<ConversationView | null> =>
    (await findMany(account, [id])).get(id) ?? null;

  return {
    list: async (query, page) => {
      const gate = await openGate(directory, query.account, query.numberId, clock());
      if (gate.isShut) return { items: [], hasMore: false, notice: gate.notice };
      const filter = await filterOf(gate, query);
      const rows = await rowsOf<ConversationRow>(
        documents,
        COLLECTIONS.conversations,
        'last.at',
        filter,
        page,
      );
      const items = await view(gate, rows.slice(0, page.limit));
      return { items, hasMore: rows.length > page.limit, notice: gate.notice };
    },
    count: async (query) => {
      const gate = await openGate(directory, query.account, query.numberId, clock());
      return gate.isShut ? 0 : documents.count(COLLECTIONS.conversations, await filterOf(gate, query));
    },
    find,
    findMany,
    numberOf: async (account, id) => {
      const name = `${account}/${id}`;
      const known = numbers.get(name);
      if (known !== undefined) return known;
      const filter = { _id: id, account, last: { $exists: true } };
      const row = await documents.findOne<ConversationRow>(COLLECTIONS.conversations, filter, {
        fields: ['number'],
      });
      if (row) numbers.set(name, row.number);
      return row?.number ?? null;
    },
    countUnread: async (account, numberId, ids) => {
      const gate = await openGate(directory, account, numberId, clock());
      return gate.isShut || ids.length === 0 ? new Map() : unreadCounts(gate, ids);
    },
    markRead: async (account, id, by) => {
      const before = await find(account, id);
      if (!before) throw notFound('conversation');
      await markRead(core, { account, _id: before.numberId }, id, by);
      return (await find(account, id)) ?? { ...before, unreadCount: 0 };
    },
  };
}
