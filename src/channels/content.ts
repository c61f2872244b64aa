import type { JsonValue } from './json.js';

/** Every type a message may have (REST v1, `GET /v1/messages/unread`); a type we do not know is `unsupported`. */
export const MESSAGE_TYPES = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'location',
  'contacts',
  'sticker',
  'reaction',
  'interactive',
  'button',
  'order',
  'system',
  'unsupported',
] as const;

export type MessageType = (typeof MESSAGE_TYPES)[number];

/** The message types whose content is one media file. */
export const MEDIA_TYPES = ['image', 'audio', 'video', 'document', 'sticker'] as const;

export type MediaType = (typeof MEDIA_TYPES)[number];

/** A media file as announced by the provider; the bytes are fetched separately. All of it is PII. */
export interface InboundMedia {
  readonly providerMediaId: string | null;
  readonly mimeType: string | null;
  /** Base64, as the provider sends it. */
  readonly sha256: string | null;
  readonly fileName: string | null;
  readonly caption: string | null;
  /** Audio only: recorded in the chat, not attached as a file. */
  readonly voice: boolean;
  /** Sticker only. */
  readonly animated: boolean;
  /** The provider's address; short-lived, and it needs the provider's token. */
  readonly url: string | null;
}

/** Why the provider refused or could not show a message. Texts are stripped of numbers, ids and addresses. */
export interface ProviderError {
  readonly code: number | null;
  readonly title: string | null;
  readonly message: string | null;
  readonly details: string | null;
  readonly href: string | null;
}

export interface ContactCard {
  readonly name: string | null;
  /** As written on the card, not normalised: the sender typed them. */
  readonly phones: readonly string[];
  readonly raw: JsonValue;
}

export interface OrderItem {
  readonly productId: string | null;
  readonly quantity: number | null;
  readonly price: number | null;
  readonly currency: string | null;
}

export interface TextContent {
  readonly type: 'text';
  readonly body: string;
}
export interface MediaContent {
  readonly type: MediaType;
  readonly media: InboundMedia;
}
export interface LocationContent {
  readonly type: 'location';
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string | null;
  readonly address: string | null;
  readonly url: string | null;
}
export interface ContactsContent {
  readonly type: 'contacts';
  readonly cards: readonly ContactCard[];
}
export interface ReactionContent {
  readonly type: 'reaction';
  readonly messageId: string;
  /** Null: the reaction was taken back. */
  readonly emoji: string | null;
}
export interface InteractiveContent {
  readonly type: 'interactive';
  /** `other` keeps what a later version of the provider's API adds, in `raw`. */
  readonly reply: 'button_reply' | 'list_reply' | 'nfm_reply' | 'call_permission_reply' | 'other';
  readonly id: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly body: string | null;
  readonly raw: JsonValue;
}
export interface ButtonContent {
  readonly type: 'button';
  readonly text: string | null;
  readonly payload: string | null;
}
export interface OrderContent {
  readonly type: 'order';
  readonly catalogId: string | null;
  readonly text: string | null;
  readonly items: readonly OrderItem[];
}
export interface SystemContent {
  readonly type: 'system';
  readonly event: string | null;
  readonly body: string | null;
  /** The peer's identity from now on, where the event is a change of number. */
  readonly newPhone: string | null;
  readonly newUserId: string | null;
  readonly newParentUserId: string | null;
}
export interface UnsupportedContent {
  readonly type: 'unsupported';
  /** `PROVIDER`: it said so itself; `UNKNOWN_TYPE`: a type newer than this code; `MALFORMED`: a known type we cannot read. */
  readonly reason: 'PROVIDER' | 'UNKNOWN_TYPE' | 'MALFORMED';
  readonly providerType: string | null;
  readonly errors: readonly ProviderError[];
  /** Whatever the message carried beside its address, time and context. */
  readonly raw: JsonValue;
}

/** The typed body of a message, JSON-serialisable. All of it is PII. */
export type MessageContent =
  | TextContent
  | MediaContent
  | LocationContent
  | ContactsContent
  | ReactionContent
  | InteractiveContent
  | ButtonContent
  | OrderContent
  | SystemContent
  | UnsupportedContent;
