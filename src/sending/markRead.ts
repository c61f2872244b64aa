import type { Actor } from '../domain/events.js';
import { conversationDecider, readConversation } from '../domain/conversation/conversation.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { errorName } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';

/** Marks all that is stored of a conversation as read. The message is queued by then: a failure here is only told. */
export async function markConversationRead(
  core: Core,
  { account, _id }: NumberRow,
  conversation: string,
  by: Actor,
): Promise<void> {
  const target = { account, stream: `conversation:${conversation}`, by };
  try {
    await handle(core.store, conversationDecider, target, (state) =>
      readConversation(state, _id, core.clock()),
    );
  } catch (error) {
    core.log.warn({ conversation, reason: errorName(error) }, 'A conversation could not be marked read.');
  }
}
