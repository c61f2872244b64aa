import type { Decider, NewEvent } from '../events.js';

/** Somebody read the conversation: what was stored up to then is no longer unread. */
export type ConversationRead = NewEvent<'ConversationRead', { readonly number: string; readonly upTo: Date }>;
export type ConversationEvent = ConversationRead;

export interface ConversationState {
  readonly readUpTo: Date | null;
}

export const conversationDecider: Decider<ConversationState, ConversationEvent> = {
  initial: { readUpTo: null },
  evolve: (_state, { data }) => ({ readUpTo: data.upTo }),
};

export function readConversation(state: ConversationState, number: string, now: Date): ConversationEvent[] {
  if (state.readUpTo !== null && state.readUpTo >= now) return [];
  return [{ type: 'ConversationRead', data: { number, upTo: now } }];
}
