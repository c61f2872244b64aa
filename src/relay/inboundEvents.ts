import type { InboundEventType } from '../domain/inboundEventTypes.js';

/** `data` of a `message.*` event. Absent fields are left out; the four that may be null are always there. */
export interface MessageEventData {
  readonly numberId: string;
  /** The provider's id. */
  readonly messageId: string | null;
  /** Our id. */
  readonly id: string;
  /** Absent for anything but the types that the contract lists. */
  readonly type?: string;
  readonly fromMe: boolean;
  readonly createdAt: string;
  readonly from?: string;
  readonly to?: string;
  readonly participantName: string | null;
  readonly content?: string;
  readonly correlationId?: string;
  /** Where the file is to be had: signed, for a short time, and needing no other credentials. */
  readonly mediaLink?: string;
  readonly mediaType?: string;
  readonly mediaCaption?: string;
  readonly mediaFilename?: string;
  readonly quotedMessageId?: string | null;
  readonly contentReplied?: string;
  readonly groupId?: string | null;
  readonly groupName?: string | null;
  /** The content is the message's new one, in place of what was relayed before. */
  readonly edited?: true;
  /** Its author took the message back. */
  readonly revoked?: true;
  readonly error?: string;
  readonly errorCode?: number;
}

/** One event as subscribers and webhooks get it. */
export interface RelayedEvent {
  /** The same whenever the same event is relayed: consumers deduplicate by it. */
  readonly id: string;
  readonly account: string;
  readonly numberId: string;
  readonly event: InboundEventType;
  readonly data: MessageEventData;
  /** Where to resume after this event; null where nothing is stored. */
  readonly cursor: string | null;
}
