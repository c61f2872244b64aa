import type { Actor } from '../domain/events.js';
import { conversationDecider, readConversation } from '../domain/conversation/conversation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { handle } from '../events/handle.js';
import type { NumberRow } from '../projections/rows.js';

/** Marks all that is stored of a conversation as read; what is stored after that is unread, whenever it arrived. */
export async function markRead(
  core: Core,
  { account, _id: number }: Pick<NumberRow, 'account' | '_id'>,
  conversation: string,
  by: Actor,
): Promise<void> {
  const target = { account, stream: `conversation:${conversation}`, by };
  await handle(core.store, conversationDecider, target, async () => {
    const now = core.clock();
    const filter = { account, number, conversation, unread: true };
    const rows = await core.documents.find<Doc>(COLLECTIONS.messages, filter, { fields: ['_id'] });
    return readConversation(
      number,
      rows.map(({ _id }) => _id),
      now,
    );
  });
}
