import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useLive } from '../../api/live.js';
import { keyOf } from '../../api/queries.js';
import {
  ChatConversationsDocument,
  ChatEventsDocument,
  ChatMessagesDocument,
} from '../../generated/operations.js';
import { putIn } from './chatData.js';
import { askNews, MAX_NEWS } from './news.js';

/** What arrives in a burst is asked for together. */
const GATHER_MS = 120;

/** Keeps what is shown of a number up to date with what arrives. @param numberId null: of none */
export function useLiveChat(numberId: string | null): void {
  const queries = useQueryClient();
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const fetchNews = useCallback(async () => {
    const ids = [...waiting.current];
    waiting.current.clear();
    if (numberId === null) return;
    for (let from = 0; from < ids.length; from += MAX_NEWS)
      for (const news of await askNews(ids.slice(from, from + MAX_NEWS))) putIn(queries, numberId, news);
  }, [numberId, queries]);

  useEffect(() => {
    const ids = waiting.current;
    return () => {
      clearTimeout(timer.current);
      ids.clear();
    };
  }, [numberId]);

  useLive(ChatEventsDocument, numberId === null ? null : { numberIds: [numberId] }, {
    onNext: ({ inboundEventReceived: { data } }) => {
      waiting.current.add(data.id);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void fetchNews().catch(ignore), GATHER_MS);
    },
    // Something may have been missed in between: what is shown is asked for again.
    onReconnected: () => {
      for (const document of [ChatConversationsDocument, ChatMessagesDocument])
        void queries.invalidateQueries({ queryKey: [keyOf(document)] });
    },
  });
}

/** Gone again already, or out of reach: the list is asked for again now and then. */
function ignore(): void {
  return undefined;
}
