import { execute } from '../../api/execute.js';
import { ChatNewsDocument, type ChatNewsQuery } from '../../generated/operations.js';
import type { News } from './chatData.js';

/** `nodes` takes no more ids at once. */
export const MAX_NEWS = 100;

/** One that is gone again already makes the answer an error: then each is asked for by itself. */
export async function askNews(ids: readonly string[]): Promise<readonly News[]> {
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
