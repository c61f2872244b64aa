import type { CallStatus } from '../domain/call/callStatus.js';
import type { CallDirection } from '../domain/call/call.js';
import type { CallEventType, MessageEventType } from '../domain/inboundEventTypes.js';
import type { RecordingPlace } from '../domain/recording/recording.js';

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
  /** "" where the channel told nobody, or where it is redacted. */
  readonly from: string;
  readonly to: string;
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
  /** The provider's, in digits. */
  readonly errorCode?: string;
}

/** What is posted of a `call.*` event, beside its name. Absent fields are left out. */
export interface CallEventData {
  readonly numberId: string;
  /** Our id. */
  readonly callId: string;
  /** The provider's id. */
  readonly externalCallId: string;
  readonly direction: CallDirection;
  /** What was told this time. */
  readonly status: CallStatus;
  readonly from?: string;
  readonly to?: string;
  /** When that was; ISO 8601. */
  readonly timestamp: string;
  /** Whole seconds of talking; 0 while there were none. */
  readonly duration: number;
}

/** What is posted of `recording.available`, beside its name. Absent fields are left out. */
export interface RecordingEventData {
  readonly numberId: string;
  /** Our ids. */
  readonly recordingId: string;
  readonly callId: string;
  /** The provider's ids. */
  readonly externalRecordingId: string;
  readonly externalCallId: string;
  readonly place: RecordingPlace;
  /** When it began; ISO 8601. */
  readonly timestamp: string;
  /** Whole seconds. */
  readonly duration?: number;
  readonly channels?: number;
  /** Where it can be played: signed, for a short time, and needing no other credentials. */
  readonly recordingLink: string;
}

/** What is told: the event's name, and what is told of it. */
export type Told =
  | { readonly event: MessageEventType; readonly data: MessageEventData }
  | { readonly event: CallEventType; readonly data: CallEventData }
  | { readonly event: 'recording.available'; readonly data: RecordingEventData };

/** One event as subscribers and webhooks get it. */
export type RelayedEvent = {
  /** The same whenever the same event is relayed: consumers deduplicate by it. */
  readonly id: string;
  readonly account: string;
  readonly numberId: string;
  /** Where to resume after this event; null where nothing is stored. */
  readonly cursor: string | null;
} & Told;

/** The JSON that is posted: calls and recordings are flat, the rest is in `data` (contracts/rest-v1.md). */
export function bodyOf(told: Told): string {
  const { event, data } = told;
  return JSON.stringify(isOfMessage(told) ? { event, data } : { event, ...data });
}

export function isOfMessage<T extends Told>(
  told: T,
): told is Extract<T, { readonly data: MessageEventData }> {
  return told.event.startsWith('message.');
}
