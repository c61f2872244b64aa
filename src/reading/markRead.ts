import type { Actor } from '../domain/events.js';
import { conversationDecider, readConversation } from '../domain/conversation/conversation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { chunksOf } from '../lib/collections.js';
import type { MessageRow, NumberRow } from '../projections/rows.js';

/** As many as one transaction marks: a longer one would hold up what arrives for the same conversation meanwhile. */
const MAX_AT_ONCE = 1_000;

/**
 * Marks all that is stored of a conversation as read, the newest first; what is stored after that is unread, whenever it
 * arrived. Of very many, some may be read and others not yet when it is interrupted.
 */
export async function markRead(
  core: Core,
  { account, _id: number }: Pick<NumberRow, 'account' | '_id'>,
  conversation: string,
  by: Actor,
): Promise<void> {
  const target = { account, stream: `conversation:${conversation}`, by };
  const now = core.clock();
  const filter = { account, number, conversation, unread: true };
  const rows = await core.documents.find<MessageRow>(COLLECTIONS.messages, filter, { fields: ['at'] });
  const ids = rows.sort((a, b) => b.at.getTime() - a.at.getTime()).map(({ _id }) => _id);
  for (const some of chunksOf(ids, MAX_AT_ONCE))
    await handle(core.store, conversationDecider, target, () => readConversation(number, some, now));
}
