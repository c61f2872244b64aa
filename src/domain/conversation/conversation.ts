import type { NewEvent } from '../events.js';

/**
 * Somebody read the conversation: these messages, which were all that was unread. They are named, for an instant
 * does not tell: a message can be on its way, with an earlier instant, while somebody reads.
 */
export type ConversationRead = NewEvent<
  'ConversationRead',
  {
    readonly number: string;
    readonly upTo: Date;
    /** Absent in the first version: all that was stored up to then. */
    readonly messages?: readonly string[];
  }
>;
export type ConversationEvent = ConversationRead;

/** @param unread ids of what is unread at `now` */
export function readConversation(number: string, unread: readonly string[], now: Date): ConversationEvent[] {
  if (unread.length === 0) return [];
  return [{ type: 'ConversationRead', data: { number, upTo: now, messages: unread } }];
}
