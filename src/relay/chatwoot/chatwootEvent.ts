import type { MessageContent } from '../../channels/inbound.js';
import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { NumberRow } from '../../projections/rows.js';
import type { ChatwootAccess, ChatwootFailure, ChatwootFile } from './chatwootClient.js';

/** The inbox that a number's messages go to. */
export interface ChatwootTarget {
  readonly access: ChatwootAccess;
  readonly inboxId: number;
  /** By what a person or a group is known in the inbox: an HMAC, never the number itself. */
  readonly sourceIdOf: (identity: string) => string;
}

/** Something that happened in a chat, as it is shown to agents. In memory only; all of it is PII. */
export interface ChatwootEvent {
  readonly kind: 'MESSAGE' | 'EDIT' | 'REVOCATION';
  /** Of the message; of an edit or a revocation, that of the message it is about. */
  readonly messageId: string;
  /** Of this very event, the same whenever it comes again: what is there with it is not made twice. */
  readonly sourceId: string;
  /** `OUTBOUND`: written on the business's own phone. */
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly person: SubjectIdentity | null;
  readonly group: SubjectIdentity | null;
  readonly content: MessageContent | null;
  /** What it answers or reacts to; by our id, or by Chatwoot's where an agent wrote it there. */
  readonly answers: { readonly messageId: string } | { readonly chatwootMessageId: number } | null;
}

/** `GONE`: there is no such file any more; `LATER`: it could not be had this time. */
export type ReadFile =
  | { readonly kind: 'FILE'; readonly file: ChatwootFile }
  | { readonly kind: 'GONE' }
  | { readonly kind: 'LATER' };

/** Reads the media of a message; all of it is PII. */
export type MediaReader = (number: NumberRow, event: ChatwootEvent) => Promise<ReadFile>;

export type ChatwootDelivered =
  | { readonly kind: 'DELIVERED' }
  /** There was nothing to do: it is there already, or what it is about is not. */
  | { readonly kind: 'NOTHING' }
  /** `isFinal`: another try would end the same. */
  | {
      readonly kind: 'FAILED';
      readonly reason: ChatwootFailure | 'MEDIA_UNREADABLE' | 'NOBODY';
      readonly isFinal: boolean;
      readonly retryAfterMs: number | null;
    };
