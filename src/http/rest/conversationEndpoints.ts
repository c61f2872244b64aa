import type { ConversationView } from '../../reading/views.js';
import { numberEndpoint, type Endpoint } from './endpoint.js';
import { pageAnswer, pageQuery, readPage, readRange } from './paging.js';
import { conversationPage, type ConversationJson } from './schemas.js';

export const conversationEndpoints: readonly Endpoint[] = [
  numberEndpoint({
    method: 'GET',
    path: '/v1/conversations',
    operationId: 'listConversations',
    summary: 'Conversations by their newest message, newest first',
    description: 'The dates are over lastMessageAt.',
    scope: 'NUMBER',
    query: pageQuery,
    answer: conversationPage,
    errors: ['INVALID_DATE_RANGE'],
    handle: async ({ services: { conversations }, number: { account, _id: numberId }, query }) => {
      const asked = { account, numberId, ...readRange(query) };
      const [{ items, notice }, total] = await Promise.all([
        conversations.list(asked, readPage(query)),
        conversations.count(asked),
      ]);
      return { conversations: items.map(toJson), ...pageAnswer(query, total, notice) };
    },
  }),
];

function toJson(view: ConversationView): ConversationJson {
  const { id, type, identity, unreadCount, lastMessageAt, lastMessagePreview, createdAt } = view;
  return {
    id,
    type,
    from: identity?.groupId ?? identity?.phone ?? identity?.userId ?? null,
    fromName: identity?.name ?? null,
    userId: identity?.userId ?? null,
    username: identity?.username ?? null,
    unreadCount,
    lastMessageAt: lastMessageAt.toISOString(),
    lastMessagePreview,
    createdAt: createdAt.toISOString(),
  };
}
