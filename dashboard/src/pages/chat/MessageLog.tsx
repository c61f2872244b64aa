import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { VList, type VListHandle } from 'virtua';
import { IconButton } from '../../ui/Button.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { MessageBubble, type BubbleActions } from './MessageBubble.js';
import type { LogRow } from './rows.js';
import { useEnd } from './useEnd.js';

/** So near to the top, in pixels, what was said earlier is asked for: about a page ahead of who scrolls. */
const NEAR_TOP = 3_000;
/** Drawn beyond what is seen, in pixels: enough that no gap is seen, few enough rows. */
const BUFFER = 300;

/**
 * The lines of a conversation, of which only those in sight are in the document. It opens at its end and stays there
 * while one is there; what is read above does not move what one looks at.
 */
export function MessageLog({
  rows,
  label,
  isGroupChat,
  hasEarlier,
  isLoading,
  sentAt,
  onEarlier,
  actions,
}: {
  readonly rows: readonly LogRow[];
  readonly label: string;
  readonly isGroupChat: boolean;
  readonly hasEarlier: boolean;
  readonly isLoading: boolean;
  /** Changes when one sends something, which brings one to the end; milliseconds, 0: nothing was sent. */
  readonly sentAt: number;
  readonly onEarlier: () => void;
  readonly actions: BubbleActions;
}) {
  const t = useT();
  const list = useRef<VListHandle>(null);
  const { frame, isAtEnd, goToEnd, onMoved } = useEnd();
  const isShift = useIsShift(rows);
  const lastKey = rows.at(-1)?.key;

  useLayoutEffect(() => {
    if (isAtEnd) list.current?.scrollToIndex(rows.length - 1, { align: 'end' });
    // Not when one scrolls there: only what comes moves the end.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- See above.
  }, [lastKey]);

  useEffect(() => {
    if (sentAt > 0) goToEnd();
  }, [sentAt, goToEnd]);

  useEffect(() => {
    const shown = list.current;
    if (!shown || !hasEarlier || isLoading) return;
    // What has just come may be scrolled past already, and at the very top there is nothing left to scroll.
    const isShort = shown.scrollSize <= shown.viewportSize;
    if (isShort || (!isAtEnd && shown.scrollOffset < NEAR_TOP)) onEarlier();
  }, [rows.length, hasEarlier, isLoading, isAtEnd, onEarlier]);

  const onScroll = (offset: number): void => {
    onMoved();
    if (!isAtEnd && offset < NEAR_TOP && hasEarlier && !isLoading) onEarlier();
  };
  return (
    <div className="log-frame" ref={frame}>
      {isLoading && (
        <p className="log-loading" role="status">
          {t('chat.loadingEarlier')}
        </p>
      )}
      <VList
        ref={list}
        className="log"
        data={rows}
        shift={isShift}
        bufferSize={BUFFER}
        onScroll={onScroll}
        role="log"
        aria-label={label}
        tabIndex={0}
      >
        {(row) =>
          row.kind === 'DAY' ? (
            <p key={row.key} className="log-day">
              <Time at={row.at} as="date" />
            </p>
          ) : (
            <MessageBubble key={row.key} row={row} isGroupChat={isGroupChat} actions={actions} />
          )
        }
      </VList>
      {!isAtEnd && (
        <div className="log-to-end">
          <IconButton label={t('chat.toEnd')} icon={<ArrowDown size={18} aria-hidden />} onClick={goToEnd} />
        </div>
      )}
    </div>
  );
}

/** Whether the last change put lines before the first one: then the end holds still, not the beginning. */
function useIsShift(rows: readonly LogRow[]): boolean {
  const lastKey = rows.at(-1)?.key;
  const [seen, setSeen] = useState({ count: rows.length, lastKey, isShift: false });
  if (seen.count === rows.length && seen.lastKey === lastKey) return seen.isShift;
  const isShift = seen.lastKey === lastKey && rows.length > seen.count;
  setSeen({ count: rows.length, lastKey, isShift });
  return isShift;
}
