import type { Conversation } from '../../schema/types/conversation.type.js';
import type { ConversationView } from '../reading/views.js';

export function showConversation(view: ConversationView): Conversation {
  const { identity } = view;
  const isGroup = view.type === 'GROUP';
  return {
    id: view.id,
    type: view.type,
    from: (isGroup ? identity?.groupId : (identity?.phone ?? identity?.userId)) ?? null,
    fromName: identity?.name ?? null,
    userId: identity?.userId ?? null,
    username: identity?.username ?? null,
    unreadCount: view.unreadCount,
    lastMessageAt: view.lastMessageAt,
    lastMessagePreview: view.lastMessagePreview,
    createdAt: view.createdAt,
    numberId: view.numberId,
  };
}
