import type { Actor } from '../domain/events.js';
import { readConversation } from '../domain/conversation/conversation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { retryOnConflict } from '../events/handle.js';
import { chunksOf } from '../lib/collections.js';
import type { MessageRow, NumberRow } from '../projections/rows.js';

/** As many as one transaction marks: a longer one would hold up what arrives for the same conversation meanwhile. */
const MAX_AT_ONCE = 500;

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
  // Nothing is decided on what was read before: the stream of a long conversation is not loaded for it.
  for (const some of chunksOf(ids, MAX_AT_ONCE))
    await retryOnConflict(async () => {
      const expectedVersion = await core.store.version(target.account, target.stream);
      await core.store.append([{ ...target, expectedVersion, events: readConversation(number, some, now) }]);
    });
}
