import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { VList } from 'virtua';
import type { ConversationRowFragment } from '../../generated/operations.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loaded, Loading } from '../../ui/Loaded.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { Avatar } from './Avatar.js';
import { conversationsOf } from './chatData.js';
import { nameOfConversation } from './names.js';

/** So near to the end, in pixels, the next page is asked for. */
const NEAR_END = 600;
/** What was swept or erased meanwhile goes from the list by itself. */
const REFRESH_MS = 60_000;

/** A number's conversations, the newest first. */
export function ConversationList({
  numberId,
  openId,
}: {
  readonly numberId: string;
  readonly openId: string | undefined;
}) {
  const t = useT();
  const [isUnread, setUnread] = useState(false);
  const query = useInfiniteQuery({ ...conversationsOf(numberId, isUnread), refetchInterval: REFRESH_MS });
  return (
    <section className="chat-list" aria-label={t('chat.conversations')}>
      <header className="chat-list-head">
        <h1>{t('chat.title')}</h1>
        <label className="toggle">
          <input type="checkbox" checked={isUnread} onChange={({ target }) => setUnread(target.checked)} />
          {t('chat.unreadOnly')}
        </label>
      </header>
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap(({ conversations }) => conversations.edges.map(({ node }) => node));
          if (rows.length === 0)
            return (
              <EmptyState icon={<MessagesSquare size={26} aria-hidden />} title={t('chat.none')}>
                {isUnread ? t('chat.noneUnread') : t('chat.noneText')}
              </EmptyState>
            );
          return (
            <VList
              className="chat-list-rows"
              data={rows}
              role="list"
              onScroll={(offset) => {
                const isNear = offset > rows.length * ROW_HEIGHT - NEAR_END - window.innerHeight;
                if (isNear && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
              }}
            >
              {(row) => <Row key={row.id} row={row} isOpen={row.id === openId} />}
            </VList>
          );
        }}
      </Loaded>
      {query.isFetchingNextPage && <Loading />}
    </section>
  );
}

/** As the style sheet has it, in pixels; only a guess is needed. */
const ROW_HEIGHT = 64;

function Row({ row, isOpen }: { readonly row: ConversationRowFragment; readonly isOpen: boolean }) {
  const t = useT();
  const name = nameOfConversation(row, t);
  const hasUnread = row.unreadCount > 0;
  return (
    <div role="listitem">
      <Link
        to="/chat/{-$conversation}"
        params={{ conversation: row.id }}
        className={hasUnread ? 'chat-row chat-row-unread' : 'chat-row'}
        aria-current={isOpen ? 'page' : undefined}
      >
        <Avatar id={row.id} name={name} isGroup={row.type === 'GROUP'} />
        <span className="chat-row-name">{name}</span>
        <span className="chat-row-time">
          <Time at={row.lastMessageAt} as="ago" />
        </span>
        <span className="chat-row-preview">{row.lastMessagePreview ?? t('chat.noText')}</span>
        {hasUnread && (
          <span className="chat-row-count">
            {row.unreadCount}
            <span className="unseen"> {t('chat.unread')}</span>
          </span>
        )}
      </Link>
    </div>
  );
}
