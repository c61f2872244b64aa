import {
  contentText,
  type DeliveryStatus,
  type MessageContent,
  type ProviderError,
} from '../channels/inbound.js';
import type { SubjectIdentity } from '../domain/contact/contact.js';
import type { MessageEventType } from '../domain/inboundEventTypes.js';
import type { MessageEventData } from './inboundEvents.js';

/** What an event is made of, whether it was read from the store or has only just arrived. */
export interface MessageParts {
  readonly numberId: string;
  /** The company's own number, E.164. */
  readonly ownPhone: string;
  readonly id: string;
  readonly externalId: string | null;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  readonly at: Date;
  readonly person: SubjectIdentity | null;
  readonly group: SubjectIdentity | null;
  readonly content: MessageContent | null;
  readonly quotedExternalId: string | null;
  /** What the quoted message says, where it is stored and may be read. */
  readonly quotedText: string | null;
  /** Of the content's file; null where there is none. */
  readonly mediaLink: string | null;
  readonly isEdited: boolean;
  readonly isRevoked: boolean;
}

/** The types an event may name (contracts/rest-v1.md); for anything else `type` is absent. */
const NAMED_TYPES: ReadonlySet<string> = new Set([
  'text',
  'image',
  'audio',
  'video',
  'document',
  'location',
  'contacts',
  'sticker',
  'reaction',
]);

/** The event that a message is relayed as. */
export function messageEvent(parts: MessageParts): { event: MessageEventType; data: MessageEventData } {
  const { person, group, content, direction, ownPhone } = parts;
  const peer = addressOf(person);
  const text = content && contentText(content);
  const isReply = parts.quotedExternalId !== null;
  return {
    event: group ? 'message.group' : isReply ? 'message.reply' : 'message.received',
    data: {
      numberId: parts.numberId,
      messageId: parts.externalId,
      id: parts.id,
      ...(content && NAMED_TYPES.has(content.type) && { type: content.type }),
      fromMe: direction === 'OUTBOUND',
      createdAt: parts.at.toISOString(),
      // Both are always there, "" where nobody was told: existing clients refuse an event without them.
      from: direction === 'OUTBOUND' ? ownPhone : (peer ?? ''),
      to: direction === 'OUTBOUND' ? (peer ?? group?.groupId ?? '') : ownPhone,
      participantName: person?.name ?? null,
      ...(text !== null && { content: text }),
      ...mediaOf(content),
      ...(parts.mediaLink !== null && { mediaLink: parts.mediaLink }),
      ...(isReply && { quotedMessageId: parts.quotedExternalId }),
      ...(isReply && parts.quotedText !== null && { contentReplied: parts.quotedText }),
      ...(group && { groupId: group.groupId, groupName: group.name }),
      ...(parts.isEdited && { edited: true as const }),
      ...(parts.isRevoked && { revoked: true as const }),
    },
  };
}

function mediaOf(content: MessageContent | null): Partial<MessageEventData> {
  if (!content || !('media' in content)) return {};
  const { mimeType, caption, fileName } = content.media;
  return {
    ...(mimeType !== null && { mediaType: mimeType }),
    ...(caption !== null && { mediaCaption: caption }),
    ...(fileName !== null && { mediaFilename: fileName }),
  };
}

function addressOf(person: SubjectIdentity | null): string | null {
  return person?.phone ?? person?.userId ?? null;
}

const STATUS_EVENTS = {
  SENT: 'message.sent',
  DELIVERED: 'message.delivered',
  READ: 'message.read',
  PLAYED: 'message.read',
  FAILED: 'message.failed',
} as const satisfies Record<DeliveryStatus, MessageEventType>;

export interface StatusParts {
  readonly numberId: string;
  readonly ownPhone: string;
  readonly id: string;
  readonly externalId: string | null;
  readonly status: DeliveryStatus;
  readonly at: Date;
  /** Who it was sent to; "" where that is redacted, or was not told: delivery events need it. */
  readonly to: string;
  readonly error:
    | ProviderError
    | { readonly code: number | null; readonly message?: string | null; readonly title?: null }
    | null;
  readonly correlationId?: string;
}

/** The event that a delivery status is relayed as. */
export function statusEvent(parts: StatusParts): { event: MessageEventType; data: MessageEventData } {
  const { status, error } = parts;
  const told = error && 'message' in error ? (error.message ?? error.title ?? null) : null;
  return {
    event: STATUS_EVENTS[status],
    data: {
      numberId: parts.numberId,
      messageId: parts.externalId,
      id: parts.id,
      fromMe: true,
      createdAt: parts.at.toISOString(),
      from: parts.ownPhone,
      to: parts.to,
      participantName: null,
      ...(parts.correlationId !== undefined && { correlationId: parts.correlationId }),
      ...(status === 'FAILED' && { error: told ?? 'The provider gave no reason.' }),
      ...(status === 'FAILED' &&
        error?.code !== null &&
        error?.code !== undefined && { errorCode: String(error.code) }),
    },
  };
}
