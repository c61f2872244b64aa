import { useQuery } from '@tanstack/react-query';
import { Reply, RotateCcw } from 'lucide-react';
import { queryOf } from '../../api/queries.js';
import { FailureOfMessageDocument } from '../../generated/operations.js';
import { Button, IconButton } from '../../ui/Button.js';
import { clockTime } from '../../ui/times.js';
import { Time } from '../../ui/Time.js';
import { useT, useWords } from '../../words/words.js';
import { MediaView } from './MediaView.js';
import type { ChatMessage, LogRow } from './rows.js';
import { textOf } from './textOf.js';
import { Ticks } from './Ticks.js';

export interface BubbleActions {
  readonly onReply: (message: ChatMessage) => void;
  readonly onRetry: (message: ChatMessage) => void;
  readonly onStale: (id: string) => void;
}

/** One message: what it quotes, what it holds or why that is gone, reactions, when, how far it got. */
export function MessageBubble({
  row,
  isGroupChat,
  actions,
}: {
  readonly row: Extract<LogRow, { kind: 'MESSAGE' }>;
  readonly isGroupChat: boolean;
  readonly actions: BubbleActions;
}) {
  const t = useT();
  const { message, reactions, isFirst, isLast } = row;
  const isOwn = message.direction === 'OUTBOUND';
  const classes = ['bubble', isOwn ? 'bubble-own' : 'bubble-theirs'];
  if (isFirst) classes.push('bubble-first');
  if (isLast) classes.push('bubble-last');
  if (message.status === 'FAILED') classes.push('bubble-failed');
  const who = isOwn ? t('shell.you') : (message.fromName ?? message.from ?? t('chat.somebody'));
  return (
    <article className={classes.join(' ')} aria-label={who}>
      <div className="bubble-box">
        {isFirst && isGroupChat && !isOwn && <p className="bubble-who">{who}</p>}
        <Reference message={message} />
        <Content message={message} onStale={actions.onStale} />
        <Foot message={message} isLast={isLast} isOwn={isOwn} />
        {reactions.length > 0 && (
          <p className="reactions" aria-label={t('chat.reactions')}>
            {reactions.map(({ emoji, count }) => (
              <span key={emoji}>
                {emoji}
                {count > 1 && ` ${String(count)}`}
              </span>
            ))}
          </p>
        )}
      </div>
      {message.contentState === 'PRESENT' && (
        <span className="bubble-actions">
          <IconButton
            small
            label={t('chat.reply')}
            icon={<Reply size={15} aria-hidden />}
            onClick={() => actions.onReply(message)}
          />
        </span>
      )}
      {message.status === 'FAILED' && isOwn && <Failure message={message} onRetry={actions.onRetry} />}
    </article>
  );
}

function Content({
  message,
  onStale,
}: {
  readonly message: ChatMessage;
  readonly onStale: BubbleActions['onStale'];
}) {
  const { t } = useWords();
  const { contentState, media, type } = message;
  if (contentState !== 'PRESENT') return <p className="bubble-gone">{t(`contentState.${contentState}`)}</p>;
  if (message.revokedAt !== null) return <p className="bubble-gone">{t('chat.revoked')}</p>;
  const text = media ? (media.caption ?? '') : textOf(message, t);
  return (
    <>
      {media && (
        <MediaView
          key={media.url}
          media={media}
          type={type}
          isOwn={message.direction === 'OUTBOUND'}
          onStale={() => onStale(message.id)}
        />
      )}
      {text !== '' && <p className="bubble-text">{text}</p>}
    </>
  );
}

function Foot({
  message,
  isLast,
  isOwn,
}: {
  readonly message: ChatMessage;
  readonly isLast: boolean;
  readonly isOwn: boolean;
}) {
  const { t, language } = useWords();
  const goes =
    message.expiresAt === null || message.decidedBy === null
      ? undefined
      : t('chat.goes', {
          time: clockTime(message.expiresAt, 'full', language),
          why: t(`decider.${message.decidedBy}`),
        });
  if (!isLast && message.editedAt === null && !isOwn) return null;
  return (
    <p className="bubble-foot" title={goes}>
      {message.editedAt !== null && <span>{t('chat.edited')}</span>}
      {isLast && <Time at={message.createdAt} as="time" />}
      {isOwn && <Ticks status={message.status} />}
    </p>
  );
}

/** What it quotes, or why that cannot be shown; of a reaction only the latter, as it stands at what it is about. */
function Reference({ message }: { readonly message: ChatMessage }) {
  const t = useT();
  const { repliesTo: quoted, repliesToState, reactsToState } = message;
  const state = repliesToState ?? reactsToState;
  if (quoted && state === 'PRESENT') {
    const who = quoted.direction === 'OUTBOUND' ? t('shell.you') : (quoted.fromName ?? quoted.from);
    return (
      <blockquote className="quote">
        <strong>{who}</strong>
        <span>{quoted.content ?? t(`type.${quoted.type}`)}</span>
      </blockquote>
    );
  }
  if (state === null || state === 'PRESENT') return null;
  return (
    <blockquote className="quote quote-gone">
      <span>{t(`quotedState.${state}`)}</span>
    </blockquote>
  );
}

function Failure({
  message,
  onRetry,
}: {
  readonly message: ChatMessage;
  readonly onRetry: BubbleActions['onRetry'];
}) {
  const t = useT();
  const { data } = useQuery({
    ...queryOf(FailureOfMessageDocument, { id: message.id }),
    staleTime: Infinity,
  });
  const entry = data?.node?.__typename === 'Message' ? data.node.sendLogEntry : null;
  const reason = entry?.failureReason ? t(`failure.${entry.failureReason}`) : t('status.FAILED');
  return (
    <p className="bubble-failure">
      <span title={entry?.errorMessage ?? undefined}>{reason}</span>
      {message.type === 'TEXT' && message.content !== null && (
        <Button
          small
          look="quiet"
          icon={<RotateCcw size={14} aria-hidden />}
          onClick={() => onRetry(message)}
        >
          {t('common.retry')}
        </Button>
      )}
    </p>
  );
}
