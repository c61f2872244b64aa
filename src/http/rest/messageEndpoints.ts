import type { NumberRow } from '../../projections/rows.js';
import type { MessageQuery } from '../../reading/messages.js';
import { readProgress } from '../../reading/progress.js';
import type { MessageView } from '../../reading/views.js';
import { numberEndpoint, type Endpoint, type RestServices } from './endpoint.js';
import { groupMessageJson, historyMessageJson, unreadMessageJson } from './messageJson.js';
import { pageAnswer, pageQuery, readPage, readRange, type PageAnswer, type PageQuery } from './paging.js';
import { groupPage, historyPage, unreadPage } from './schemas.js';

const list = { method: 'GET', scope: 'NUMBER', query: pageQuery, errors: ['INVALID_DATE_RANGE'] } as const;

export const messageEndpoints: readonly Endpoint[] = [
  numberEndpoint({
    ...list,
    path: '/v1/messages/unread',
    operationId: 'listUnreadMessages',
    summary: 'Inbound messages that were not read yet, newest first',
    description: 'The dates are over createdAt.',
    answer: unreadPage,
    handle: async ({ services, number, query }) => {
      const { views, answer } = await readMessages(services, number, query, { unread: true });
      const counts = await unreadCounts(services, number, views);
      return { messages: views.map((view) => unreadMessageJson(view, number, counts)), ...answer };
    },
  }),
  numberEndpoint({
    ...list,
    path: '/v1/messages/group',
    operationId: 'listGroupMessages',
    summary: 'Messages of groups, newest first',
    description: 'The dates are over createdAt.',
    answer: groupPage,
    handle: async ({ services, number, query }) => {
      const { views, answer } = await readMessages(services, number, query, { group: true });
      const counts = await unreadCounts(services, number, views);
      return { messages: views.map((view) => groupMessageJson(view, number, counts)), ...answer };
    },
  }),
  numberEndpoint({
    ...list,
    path: '/v1/messages/history',
    operationId: 'listMessageHistory',
    summary: 'Every message of the number, newest first',
    description: 'The dates are over the provider’s timestamp, or the arrival if that was earlier.',
    answer: historyPage,
    handle: async ({ services, number, query }) => {
      const { views, answer } = await readMessages(services, number, query, {});
      const rows = views.map(({ row }) => row);
      const progress = await readProgress(services.core, number.account, rows);
      return {
        messages: views.flatMap((view) => {
          const own = progress.get(view.row._id);
          return own ? [historyMessageJson(view, own)] : [];
        }),
        ...answer,
      };
    },
  }),
];

export async function readMessages(
  { messages }: RestServices,
  { account, _id: numberId }: NumberRow,
  query: PageQuery,
  only: Pick<MessageQuery, 'unread' | 'group' | 'inbound'>,
): Promise<{ readonly views: readonly MessageView[]; readonly answer: PageAnswer }> {
  const asked = { account, numberId, ...only, ...readRange(query) };
  const [{ items, notice }, total] = await Promise.all([
    messages.list(asked, readPage(query)),
    messages.count(asked),
  ]);
  return { views: items, answer: pageAnswer(query, total, notice) };
}

function unreadCounts(
  { conversations }: RestServices,
  { account, _id }: NumberRow,
  views: readonly MessageView[],
): Promise<ReadonlyMap<string, number>> {
  return conversations.countUnread(account, _id, [...new Set(views.map(({ row }) => row.conversation))]);
}
