import type {
  ChatConversationsQuery,
  ChatMessageFragment,
  ChatMessagesQuery,
  ConversationRowFragment,
} from '../../generated/operations.js';

type MessagePages = readonly ChatMessagesQuery[];
type ConversationPages = readonly ChatConversationsQuery[];

/**
 * Puts a message in its place: where it is already, it is replaced; else it goes to the newest page, by its time. One
 * older than all that was read waits until its page is read.
 */
export function mergedMessages(pages: MessagePages, message: ChatMessageFragment): ChatMessagesQuery[] {
  const isIt = ({ node }: MessageEdges[number]): boolean => node.id === message.id;
  const isThere = pages.some(({ conversation }) => conversation?.messages.edges.some(isIt));
  return pages.map((page, index) => {
    if (isThere)
      return withEdges(page, (edges) =>
        edges.map((edge) => (isIt(edge) ? { ...edge, node: message } : edge)),
      );
    return index === 0 ? withEdges(page, (edges) => insertedByTime(edges, message)) : page;
  });
}

type MessageEdges = readonly { readonly node: ChatMessageFragment }[];

function insertedByTime(edges: MessageEdges, message: ChatMessageFragment): MessageEdges {
  const at = edges.findLastIndex(({ node }) => node.createdAt <= message.createdAt) + 1;
  return edges.toSpliced(at, 0, { node: message });
}

function withEdges(
  page: ChatMessagesQuery,
  change: (edges: MessageEdges) => MessageEdges,
): ChatMessagesQuery {
  const { conversation } = page;
  if (!conversation) return page;
  const edges = change(conversation.messages.edges);
  if (edges === conversation.messages.edges) return page;
  return { conversation: { ...conversation, messages: { ...conversation.messages, edges: [...edges] } } };
}

/** Puts a conversation where its newest message has it now, at the top as a rule. */
export function movedUp(
  pages: ConversationPages,
  conversation: ConversationRowFragment,
): ChatConversationsQuery[] {
  const without = pages.map((page) =>
    withConversations(page, (edges) => edges.filter(({ node }) => node.id !== conversation.id)),
  );
  return without.map((page, index) =>
    index === 0
      ? withConversations(page, (edges) => {
          const at = edges.findIndex(({ node }) => node.lastMessageAt <= conversation.lastMessageAt);
          return edges.toSpliced(at === -1 ? edges.length : at, 0, { node: conversation });
        })
      : page,
  );
}

/** Nothing of it is unread any more. */
export function isRead(pages: ConversationPages, id: string): ChatConversationsQuery[] {
  return pages.map((page) =>
    withConversations(page, (edges) =>
      edges.map((edge) => (edge.node.id === id ? { ...edge, node: { ...edge.node, unreadCount: 0 } } : edge)),
    ),
  );
}

type ConversationEdges = readonly { readonly node: ConversationRowFragment }[];

function withConversations(
  { conversations }: ChatConversationsQuery,
  change: (edges: ConversationEdges) => ConversationEdges,
): ChatConversationsQuery {
  return { conversations: { ...conversations, edges: [...change(conversations.edges)] } };
}
