import type { InboundCall } from './calls.js';
import type { MessageContent, MessageType, ProviderError } from './content.js';
import type { JsonValue } from './json.js';

export { MEDIA_TYPES, MESSAGE_TYPES } from './content.js';
export type { InboundMedia, MediaType, MessageContent, MessageType, ProviderError } from './content.js';
export { contentText } from './contentText.js';

/** Who is on the other side. Any field may be missing, even all of them; every field is PII. */
export interface PersonIdentity {
  /** E.164 with `+`. Missing since user names came, where the provider may not show the number. */
  readonly phone: string | null;
  /** The provider's id of this person for this business, for example `BR.1349…`. */
  readonly userId: string | null;
  readonly parentUserId: string | null;
  /** Without the leading `@`. */
  readonly username: string | null;
  readonly name: string | null;
}

/** A chat of several people; `name` is null where the provider does not send it with the message. PII. */
export interface InboundGroup {
  readonly externalId: string;
  readonly name: string | null;
}

export interface MessageContext {
  /** The provider's id of the message this one answers; such ids can encode a phone number (PII). */
  readonly repliedTo: string | null;
  readonly forwarded: boolean;
  readonly frequentlyForwarded: boolean;
  readonly referredProduct: JsonValue;
}

/** What a message, an edit and a revocation have in common. */
interface FromChat {
  /** The provider's id of this event; it can encode a phone number (PII). */
  readonly externalId: string;
  /** `OUTBOUND`: an echo of what the business sent from its own phone. */
  readonly direction: 'INBOUND' | 'OUTBOUND';
  /** When it happened by the provider's clock, never later than it arrived. */
  readonly at: Date;
  /** The other party: the sender if `INBOUND`, the recipient if `OUTBOUND`. */
  readonly peer: PersonIdentity;
  readonly group: InboundGroup | null;
}

export interface InboundMessage extends FromChat {
  readonly kind: 'message';
  /** Always `content.type`. */
  readonly type: MessageType;
  readonly content: MessageContent;
  readonly context: MessageContext | null;
  /** The advertisement that led here, as the provider sent it. */
  readonly referral: JsonValue;
  /** The provider's id of the message a reaction is about. */
  readonly reactsTo: string | null;
}

export interface InboundEdit extends FromChat {
  readonly kind: 'edit';
  readonly originalId: string;
  readonly type: MessageType;
  /** The whole new content, which takes the old one's place. */
  readonly content: MessageContent;
}

export interface InboundRevocation extends FromChat {
  readonly kind: 'revocation';
  readonly originalId: string;
}

export const DELIVERY_STATUSES = ['SENT', 'DELIVERED', 'READ', 'PLAYED', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface StatusPricing {
  readonly billable: boolean | null;
  readonly model: string | null;
  readonly type: string | null;
  readonly category: string | null;
}

export interface InboundStatus {
  readonly kind: 'status';
  /** The provider's id of the message whose status this is. */
  readonly externalId: string;
  readonly status: DeliveryStatus;
  readonly at: Date;
  /** Null where the provider names nobody. In a group: the participant. */
  readonly recipient: PersonIdentity | null;
  readonly groupId: string | null;
  readonly pricing: StatusPricing | null;
  readonly conversation: { readonly id: string | null; readonly originType: string | null } | null;
  readonly errors: readonly ProviderError[];
  /** What we gave the provider along with the send, to know it again. */
  readonly trackingData: string | null;
}

/** Why something in a webhook gave no typed event; a closed list, so that it can be a metric's label. */
export const UNKNOWN_REASONS = [
  'FIELD_NOT_HANDLED',
  'MALFORMED_ENTRY',
  'MALFORMED_CHANGE',
  'MALFORMED_LIST',
  'MALFORMED_MESSAGE',
  'MALFORMED_STATUS',
  'MALFORMED_CALL',
  'MESSAGE_WITHOUT_ID',
  'STATUS_WITHOUT_ID',
  'UNKNOWN_STATUS',
  'PROVIDER_ERROR',
  'NOTHING_RECOGNISED',
] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** Counted and logged as it is: both fields come from closed lists and hold no value of the request. */
export interface InboundUnknown {
  readonly kind: 'unknown';
  readonly field: string;
  readonly reason: UnknownReason;
  /** The provider's error code, where the reason is `PROVIDER_ERROR`. */
  readonly code: number | null;
}

/** What arrives of chats. */
export type InboundChat = InboundMessage | InboundEdit | InboundRevocation | InboundStatus;

/** Everything that can arrive from a channel. Past this type nobody checks a field again. */
export type InboundEvent = InboundChat | InboundCall | InboundUnknown;
