import type { Decider, NewEvent } from '../events.js';

/** Where and when a message belongs; in every event, for providers deliver in no order. Ids only, no PII. */
export interface MessageFacts {
  readonly number: string;
  readonly conversation: string;
  readonly subject: string;
  readonly isGroup: boolean;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly type: string;
  /** The instant that retention counts from. */
  readonly at: Date;
  /** The provider's timestamp of this very event. */
  readonly providerAt: Date;
  readonly storedAt: Date;
  /** Bytes of the sealed content; 0 without content. */
  readonly bytes: number;
  readonly reactsTo?: string;
  readonly repliesTo?: string;
  /** The send-log entry of what was sent from here. */
  readonly send?: string;
  /** Derived from the provider's id of what was sent from here, once there is one. */
  readonly externalKey?: string;
}

export type MessageReceived = NewEvent<'MessageReceived', MessageFacts>;
export type MessageEdited = NewEvent<'MessageEdited', MessageFacts>;
export type MessageRevoked = NewEvent<'MessageRevoked', MessageFacts>;
/** Somebody here wrote it, and it waits to be sent. */
export type MessageComposed = NewEvent<'MessageComposed', MessageFacts>;
/** The provider took it; the payload is the same content with the provider's id, and the old one is erased. */
export type MessageAccepted = NewEvent<'MessageAccepted', MessageFacts>;
export type MessageEvent =
  MessageReceived | MessageEdited | MessageRevoked | MessageComposed | MessageAccepted;

/** Edits and revocations may come before the message they are about. */
export type MessageState =
  | { readonly kind: 'UNKNOWN' }
  | {
      readonly kind: 'KEPT';
      readonly isReceived: boolean;
      readonly type: string;
      readonly editedAt: Date | null;
      readonly payload: string | null;
      readonly at: Date;
    }
  | { readonly kind: 'REVOKED'; readonly isReceived: boolean; readonly at: Date };

export const messageDecider: Decider<MessageState, MessageEvent> = {
  initial: { kind: 'UNKNOWN' },
  evolve: (state, event) => {
    const wasReceived = state.kind !== 'UNKNOWN' && state.isReceived;
    const { at, type } = event.data;
    switch (event.type) {
      case 'MessageReceived':
        if (state.kind === 'REVOKED') return { ...state, isReceived: true, at };
        if (state.kind === 'KEPT') return { ...state, isReceived: true, at };
        return {
          kind: 'KEPT',
          isReceived: true,
          type,
          editedAt: null,
          payload: event.payload ?? null,
          at,
        };
      case 'MessageEdited':
        if (state.kind === 'REVOKED') return state;
        return {
          kind: 'KEPT',
          isReceived: wasReceived,
          type,
          editedAt: event.data.providerAt,
          payload: event.payload ?? null,
          at,
        };
      case 'MessageRevoked':
        return { kind: 'REVOKED', isReceived: wasReceived, at };
      case 'MessageComposed':
        return {
          kind: 'KEPT',
          isReceived: true,
          type: event.data.type,
          editedAt: null,
          payload: event.payload ?? null,
          at,
        };
      case 'MessageAccepted':
        return state.kind === 'KEPT' ? { ...state, payload: event.payload ?? state.payload } : state;
    }
  },
};

/** What a command decided: events, and the payload that they make obsolete. */
export interface MessageDecision {
  readonly events: readonly MessageEvent[];
  readonly erase: readonly string[];
}

const NOTHING: MessageDecision = { events: [], erase: [] };

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/** The message itself arrived. A second delivery gives nothing; one that was edited or revoked before keeps that. */
export function receiveMessage(state: MessageState, facts: MessageFacts, payload: string): MessageDecision {
  switch (state.kind) {
    case 'UNKNOWN':
      return { events: [{ type: 'MessageReceived', data: facts, payload }], erase: [] };
    case 'KEPT':
    case 'REVOKED': {
      if (state.isReceived) return NOTHING;
      // An edit that came before has the word over the type as well; a revocation told none.
      const type = state.kind === 'KEPT' ? state.type : facts.type;
      const data = { ...facts, type, at: earlier(facts.at, state.at), bytes: 0 };
      return { events: [{ type: 'MessageReceived', data }], erase: [] };
    }
  }
}

/** Somebody here wrote it. */
export function composeMessage(state: MessageState, facts: MessageFacts, payload: string): MessageDecision {
  if (state.kind !== 'UNKNOWN') return NOTHING;
  return { events: [{ type: 'MessageComposed', data: facts, payload }], erase: [] };
}

/** The provider took what was written here; one whose content is gone is left as it is. */
export function acceptMessage(state: MessageState, facts: MessageFacts, payload: string): MessageDecision {
  if (state.kind !== 'KEPT' || state.payload === null) return NOTHING;
  const data = { ...facts, at: state.at };
  return { events: [{ type: 'MessageAccepted', data, payload }], erase: [state.payload] };
}

/** Its author changed it: the new content takes the place of the old one, which is erased. */
export function editMessage(state: MessageState, facts: MessageFacts, payload: string): MessageDecision {
  switch (state.kind) {
    case 'UNKNOWN':
      return { events: [{ type: 'MessageEdited', data: facts, payload }], erase: [] };
    case 'KEPT': {
      if (state.editedAt !== null && state.editedAt >= facts.providerAt) return NOTHING;
      const data = { ...facts, at: earlier(facts.at, state.at) };
      return {
        events: [{ type: 'MessageEdited', data, payload }],
        erase: state.payload === null ? [] : [state.payload],
      };
    }
    case 'REVOKED':
      return NOTHING;
  }
}

/** Its author took it back: the content is erased, the fact that there was a message stays. */
export function revokeMessage(state: MessageState, facts: MessageFacts): MessageDecision {
  switch (state.kind) {
    case 'UNKNOWN':
      return { events: [{ type: 'MessageRevoked', data: { ...facts, bytes: 0 } }], erase: [] };
    case 'KEPT': {
      const data = { ...facts, at: earlier(facts.at, state.at), bytes: 0 };
      return {
        events: [{ type: 'MessageRevoked', data }],
        erase: state.payload === null ? [] : [state.payload],
      };
    }
    case 'REVOKED':
      return NOTHING;
  }
}
