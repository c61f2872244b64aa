import '../../styles/chat.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { MessagesSquare, Smartphone, Waves } from 'lucide-react';
import { numbersQuery, useSelectedNumber, type NumberChoice } from '../../shell/numbers.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loading } from '../../ui/Loaded.js';
import { Notice } from '../../ui/Notice.js';
import { Page, useTitle } from '../../ui/Page.js';
import { useT } from '../../words/words.js';
import { conversationsOf } from './chatData.js';
import { ConversationList } from './ConversationList.js';
import { Thread } from './Thread.js';
import { useLiveChat } from './useLiveChat.js';

/** /chat: a number's conversations and the one that is open, as far as the number's mode lets them be read. */
export function ChatPage() {
  const t = useT();
  const { isPending } = useQuery(numbersQuery);
  const number = useSelectedNumber();
  useTitle(t('chat.title'));
  if (isPending) return <Loading />;
  if (!number)
    return (
      <Page title={t('chat.title')}>
        <EmptyState icon={<Smartphone size={26} aria-hidden />} title={t('shell.noNumber')}>
          {t('numbers.emptyText')}
        </EmptyState>
      </Page>
    );
  return number.piiMode === 'RELAY_ONLY' ? <NotStored /> : <Chat key={number.id} number={number} />;
}

function NotStored() {
  const t = useT();
  return (
    <Page title={t('chat.title')} isWide>
      <Notice notice="PII_RELAY_ONLY" />
      <EmptyState icon={<Waves size={26} aria-hidden />} title={t('chat.nothingKept')}>
        {t('chat.nothingKeptText')}
      </EmptyState>
    </Page>
  );
}

function Chat({ number }: { readonly number: NumberChoice }) {
  const t = useT();
  const { conversation } = useParams({ strict: false });
  useLiveChat(number.id);
  const { data } = useInfiniteQuery(conversationsOf(number.id, false));
  const notice = data?.pages[0]?.conversations.notice;
  return (
    <div className={conversation === undefined ? 'chat' : 'chat chat-open'}>
      {notice && (
        <div className="chat-notice">
          <Notice notice={notice} days={number.piiRetentionDays} />
        </div>
      )}
      <ConversationList numberId={number.id} openId={conversation} />
      {conversation === undefined ? (
        <section className="thread thread-none" aria-label={t('chat.conversation')}>
          <EmptyState icon={<MessagesSquare size={26} aria-hidden />} title={t('chat.choose')}>
            {t('chat.chooseText')}
          </EmptyState>
        </section>
      ) : (
        <Thread key={conversation} id={conversation} numberId={number.id} />
      )}
    </div>
  );
}
