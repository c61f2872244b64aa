import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowLeft, UserCog } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { mutate } from '../../api/execute.js';
import { ReadInChatDocument } from '../../generated/operations.js';
import { useIsAdmin } from '../../session/viewer.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loaded } from '../../ui/Loaded.js';
import { useNow } from '../../ui/Time.js';
import { clockTime } from '../../ui/times.js';
import { useWords } from '../../words/words.js';
import { Avatar } from './Avatar.js';
import { messagesIn, messagesOf, putRead } from './chatData.js';
import { Composer } from './Composer.js';
import { MessageLog } from './MessageLog.js';
import { nameOfConversation } from './names.js';
import { replyWindow } from './replyWindow.js';
import { rowsOf, type ChatMessage } from './rows.js';
import { usePendingFiles } from './usePendingFiles.js';
import { useSend } from './useSend.js';

/** What has left its window goes from sight within this time, even when nobody does anything. */
const TICK_MS = 15_000;

/** One conversation: who it is with, what was said, and the means to answer. */
export function Thread({ id, numberId }: { readonly id: string; readonly numberId: string }) {
  const { t, language } = useWords();
  const isAdmin = useIsAdmin();
  const queries = useQueryClient();
  const query = useInfiniteQuery(messagesOf(id));
  const now = useNow(TICK_MS);
  const [replyTo, setReplyTo] = useState<ChatMessage | null>(null);
  const pages = query.data?.pages;
  const conversation = pages?.[0]?.conversation ?? null;
  const messages = useMemo(() => (pages === undefined ? [] : messagesIn(pages)), [pages]);
  const rows = useMemo(
    () => rowsOf(messages, now, (at) => clockTime(at, 'date', language)),
    [messages, now, language],
  );
  usePendingFiles(messages, numberId);
  useMarkRead(conversation?.unreadCount, messages.at(-1)?.id, id, numberId);
  const send = useSend(numberId, conversation);

  const { fetchNextPage } = query;
  const onEarlier = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const { mutate: sendIt } = send;
  const actions = useMemo(
    () => ({
      onReply: setReplyTo,
      onRetry: ({ content }: ChatMessage) => sendIt({ text: content ?? '' }),
      onStale: () => void queries.invalidateQueries({ queryKey: messagesOf(id).queryKey }),
    }),
    [id, queries, sendIt],
  );
  return (
    <section className="thread" aria-label={t('chat.conversation')}>
      <Loaded query={query}>
        {() => {
          if (conversation?.number.id !== numberId)
            return <EmptyState title={t('chat.gone')}>{t('chat.goneText')}</EmptyState>;
          const name = nameOfConversation(conversation, t);
          const isGroupChat = conversation.type === 'GROUP';
          return (
            <>
              <header className="thread-head">
                <Link
                  to="/chat/{-$conversation}"
                  params={{ conversation: undefined }}
                  className="thread-back"
                  aria-label={t('chat.back')}
                >
                  <ArrowLeft size={18} aria-hidden />
                </Link>
                <Avatar id={id} name={name} isGroup={isGroupChat} />
                <div>
                  <h2>{name}</h2>
                  {conversation.from !== name && <p className="muted">{conversation.from}</p>}
                </div>
                {isAdmin && (
                  <Link
                    to="/requests/people/$contactId"
                    params={{ contactId: id }}
                    className="thread-requests"
                    aria-label={t('chat.requests')}
                    title={t('chat.requests')}
                  >
                    <UserCog size={18} aria-hidden />
                  </Link>
                )}
              </header>
              <MessageLog
                key={id}
                rows={rows}
                label={t('chat.with', { name })}
                isGroupChat={isGroupChat}
                hasEarlier={query.hasNextPage}
                isLoading={query.isFetchingNextPage}
                sentAt={send.submittedAt}
                onEarlier={onEarlier}
                actions={actions}
              />
              <Composer
                key={`composer ${id}`}
                numberId={numberId}
                window={replyWindow(messages, query.hasNextPage, now)}
                replyTo={replyTo}
                onReplyTo={setReplyTo}
                send={send}
              />
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

/** Whoever looks at a conversation has read it. */
function useMarkRead(
  unreadCount: number | undefined,
  newestId: string | undefined,
  conversationId: string,
  numberId: string,
): void {
  const queries = useQueryClient();
  const { mutate: markRead } = useMutation({
    mutationFn: () => mutate(ReadInChatDocument, { conversationId }),
    onSuccess: () => putRead(queries, numberId, conversationId),
  });
  useEffect(() => {
    if (newestId !== undefined && document.visibilityState === 'visible') markRead();
  }, [newestId, unreadCount, conversationId, markRead]);
}
