import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { execute } from '../../api/execute.js';
import { useLive } from '../../api/live.js';
import { nameOf } from '../../api/queries.js';
import {
  ChatConversationsDocument,
  ChatEventsDocument,
  ChatMessagesDocument,
  ChatNewsDocument,
  type ChatNewsQuery,
} from '../../generated/operations.js';
import { putIn, type News } from './chatData.js';

/** What arrives in a burst is asked for together. */
const GATHER_MS = 120;
/** `nodes` takes no more at once. */
const MAX_IDS = 100;

/** Keeps what is shown of a number up to date with what arrives. @param numberId null: of none */
export function useLiveChat(numberId: string | null): void {
  const queries = useQueryClient();
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const fetchNews = useCallback(async () => {
    const ids = [...waiting.current];
    waiting.current.clear();
    if (numberId === null) return;
    for (let from = 0; from < ids.length; from += MAX_IDS)
      for (const news of await askNews(ids.slice(from, from + MAX_IDS))) putIn(queries, numberId, news);
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
        void queries.invalidateQueries({ queryKey: [nameOf(document)] });
    },
  });
}

/** One that is gone again already makes the answer an error: then each is asked for by itself. */
async function askNews(ids: readonly string[]): Promise<readonly News[]> {
  const ask = async (some: string[]) => newsIn((await execute(ChatNewsDocument, { ids: some })).nodes);
  try {
    return await ask([...ids]);
  } catch (error) {
    if (ids.length === 1) throw error;
    const answers = await Promise.allSettled(ids.map((id) => ask([id])));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }
}

type NewsNode = ChatNewsQuery['nodes'][number];

function newsIn(nodes: readonly NewsNode[]): readonly News[] {
  return nodes.flatMap((node) => {
    const found = messageOf(node);
    if (!found?.conversation) return [];
    const { conversation, ...message } = found;
    return [{ message, conversation }];
  });
}

/** An event names what arrived as a message, and what was sent as an entry of the send log. */
function messageOf(node: NewsNode) {
  switch (node?.__typename) {
    case 'Message':
      return node;
    case 'SendLogEntry':
      return node.message;
    default:
      return null;
  }
}

/** Gone again already, or out of reach: the list is asked for again now and then. */
function ignore(): void {
  return undefined;
}
