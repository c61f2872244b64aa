import type { SubjectIdentity } from '../domain/contact/contact.js';
import type { Decider } from '../domain/policies.js';
import type { Notice } from '../domain/retentionRules.js';
import type { MediaFailure } from '../projections/mediaRow.js';
import type { MessagePii, MessageRow } from '../projections/rows.js';

/** Whether a message's PII can be shown, and if not, why. */
export const CONTENT_STATES = ['PRESENT', 'EXPIRED', 'ERASED', 'NOT_STORED'] as const;
export type ContentState = (typeof CONTENT_STATES)[number];

/** A message as it may be shown at this moment. */
export interface MessageView {
  readonly row: MessageRow;
  /** Null unless `contentState` is `PRESENT`. PII. */
  readonly pii: MessagePii | null;
  readonly contentState: ContentState;
  /** The contact it is of; null when forgotten. PII. */
  readonly author: SubjectIdentity | null;
  /** The group it was written in. PII. */
  readonly group: SubjectIdentity | null;
  /** Its file; null: it has none, or one that nobody asked the provider for. */
  readonly file: FileView | null;
  readonly expiresAt: Date | null;
  readonly decidedBy: Decider | null;
}

/** A message's file as it may be fetched at this moment. */
export interface FileView {
  readonly state: 'PENDING' | 'STORED' | 'FAILED';
  /** Of a failure, or of the last try. */
  readonly reason: MediaFailure | null;
  /** Of the content; 0 until it is stored. */
  readonly bytes: number;
  /** Signed, for minutes; null until it is stored. */
  readonly url: string | null;
}

/** A conversation as it may be shown at this moment. */
export interface ConversationView {
  readonly id: string;
  readonly numberId: string;
  readonly type: 'DIRECT' | 'GROUP';
  /** The contact, or the group. PII. */
  readonly identity: SubjectIdentity | null;
  /** Unread messages inside the window. */
  readonly unreadCount: number;
  readonly lastMessageAt: Date;
  /** PII. */
  readonly lastMessagePreview: string | null;
  readonly createdAt: Date;
}

/** A place in a list that is sorted by instant, then id. */
export interface Place {
  readonly at: Date;
  readonly id: string;
}

/** Which part of a list is asked for: newest first, from `after` (exclusive) on, or after skipping `skip`. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: Place | null;
  readonly skip?: number;
}

export interface Page<T> {
  /** Newest first. */
  readonly items: readonly T[];
  readonly hasMore: boolean;
  readonly notice: Notice | null;
}

export interface DateRange {
  /** Inclusive. */
  readonly startDate?: Date | null;
  /** Inclusive. */
  readonly endDate?: Date | null;
}
