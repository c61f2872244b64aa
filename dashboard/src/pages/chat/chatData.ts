import { infiniteQueryOptions, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { execute } from '../../api/execute.js';
import { keyOf, pagesOf } from '../../api/queries.js';
import {
  ChatConversationsDocument,
  ChatMessagesDocument,
  type ChatConversationsQuery,
  type ChatMessageFragment,
  type ChatMessagesQuery,
  type ConversationRowFragment,
} from '../../generated/operations.js';
import { isRead, mergedMessages, movedUp } from './merge.js';

/** A number's conversations, the newest first. */
export function conversationsOf(numberId: string, isUnread: boolean) {
  return pagesOf(
    ChatConversationsDocument,
    { numberId, unread: isUnread ? true : null },
    ({ conversations }) => conversations.pageInfo,
  );
}

/**
 * A conversation from its end, page by page upwards: `pages[0]` is the newest. It is asked for once and then kept by
 * what arrives live; when nobody looks at it any more it is forgotten at once.
 */
export function messagesOf(id: string) {
  return infiniteQueryOptions({
    queryKey: [keyOf(ChatMessagesDocument), id] as const,
    queryFn: ({ signal, pageParam }) => execute(ChatMessagesDocument, { id, before: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ conversation }: ChatMessagesQuery) => {
      const page = conversation?.messages.pageInfo;
      return page?.hasPreviousPage === true ? page.startCursor : undefined;
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** All messages that were read so far, oldest first. */
export function messagesIn(pages: readonly ChatMessagesQuery[]): readonly ChatMessageFragment[] {
  return pages.toReversed().flatMap(({ conversation }) => conversation?.messages.edges.map(edgeNode) ?? []);
}

function edgeNode<Node>({ node }: { readonly node: Node }): Node {
  return node;
}

/** What came of a message, and of its conversation as it is now. */
export interface News {
  readonly message: ChatMessageFragment;
  readonly conversation: ConversationRowFragment;
}

/** Puts what came into what is shown, without asking for any of it again. */
export function putIn(queries: QueryClient, numberId: string, { message, conversation }: News): void {
  const { queryKey } = messagesOf(conversation.id);
  queries.setQueryData<InfiniteData<ChatMessagesQuery, string | null>>(queryKey, (data) =>
    data === undefined ? data : { ...data, pages: mergedMessages(data.pages, message) },
  );
  changeConversations(queries, numberId, (pages) => movedUp(pages, conversation));
}

/** Shows a conversation as read. */
export function putRead(queries: QueryClient, numberId: string, id: string): void {
  changeConversations(queries, numberId, (pages) => isRead(pages, id));
}

type Pages = readonly ChatConversationsQuery[];

function changeConversations(
  queries: QueryClient,
  numberId: string,
  change: (pages: Pages) => ChatConversationsQuery[],
): void {
  for (const isUnread of [false, true]) {
    const { queryKey } = conversationsOf(numberId, isUnread);
    queries.setQueryData<InfiniteData<ChatConversationsQuery, string | null>>(queryKey, (data) =>
      data === undefined ? data : { ...data, pages: change(data.pages) },
    );
  }
}
