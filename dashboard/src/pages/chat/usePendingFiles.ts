import { useQuery, useQueryClient } from '@tanstack/react-query';
import { putIn } from './chatData.js';
import { askNews, MAX_NEWS } from './news.js';
import type { ChatMessage } from './rows.js';

const FIRST_MS = 500;
const MAX_WAIT_MS = 30_000;

/** A file is fetched after its message was told, and nothing tells when: it is asked for until it is there, or is not to be had. */
export function usePendingFiles(messages: readonly ChatMessage[], numberId: string): void {
  const queries = useQueryClient();
  const ids = messages
    .filter(({ media }) => media?.state === 'PENDING')
    .slice(-MAX_NEWS)
    .map(({ id }) => id);
  useQuery({
    queryKey: ['pendingFiles', numberId, ids],
    queryFn: async () => {
      for (const news of await askNews(ids)) putIn(queries, numberId, news);
      return null;
    },
    enabled: ids.length > 0,
    refetchInterval: ({ state }) =>
      Math.min(MAX_WAIT_MS, FIRST_MS * 2 ** (state.dataUpdateCount + state.errorUpdateCount)),
    gcTime: 0,
  });
}
