import type { Actor } from '../domain/events.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import type { NumberRow } from '../projections/rows.js';
import { markRead } from '../reading/markRead.js';

/** Marks all that is stored of a conversation as read. The message is queued by then: a failure here is only told. */
export async function markConversationRead(
  core: Core,
  number: NumberRow,
  conversation: string,
  by: Actor,
): Promise<void> {
  try {
    await markRead(core, number, conversation, by);
  } catch (error) {
    core.log.warn({ conversation, reason: errorName(error) }, 'A conversation could not be marked read.');
  }
}
