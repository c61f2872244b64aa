import { contentText, type MediaType, type MessageContent } from './inbound.js';
import type { JsonValue } from './json.js';

/** Whom a message goes to. All of it is PII. */
export type Recipient =
  | { readonly kind: 'PHONE'; readonly phone: string }
  /** The provider's id of a person for this business (`BR.1349…`), where the number is not known. */
  | { readonly kind: 'USER'; readonly userId: string }
  | { readonly kind: 'GROUP'; readonly groupId: string };

/** What callers may name as `mediaType` (contracts/rest-v1.md); `voice` is audio that plays like a recording. */
export const OUTBOUND_MEDIA_TYPES = ['image', 'video', 'document', 'audio', 'voice', 'sticker'] as const;
export type OutboundMediaType = (typeof OUTBOUND_MEDIA_TYPES)[number];

/** Media that the provider fetches from an address, or that was uploaded to the provider before. */
export type OutboundMediaSource =
  | { readonly kind: 'LINK'; readonly url: string }
  | { readonly kind: 'UPLOADED'; readonly providerMediaId: string };

export interface OutboundText {
  readonly type: 'text';
  readonly body: string;
}
export interface OutboundMedia {
  readonly type: 'media';
  readonly mediaType: OutboundMediaType;
  readonly source: OutboundMediaSource;
  readonly caption: string | null;
  /** Documents only. */
  readonly fileName: string | null;
  readonly mimeType: string | null;
}
/** A template with its variables filled in; `components` is as the provider takes it. */
export interface OutboundTemplate {
  readonly type: 'template';
  readonly templateId: string;
  readonly name: string;
  /** The provider's language code: `en_US`. */
  readonly language: string;
  readonly components: JsonValue;
  /** What the recipient reads, for chats and logs; null when the template's text is not known. */
  readonly text: string | null;
}
export type OutboundButton =
  | { readonly type: 'reply'; readonly id: string; readonly label: string }
  | { readonly type: 'url'; readonly label: string; readonly url: string };
export interface OutboundList {
  readonly buttonText: string;
  readonly sections: readonly {
    readonly title: string | null;
    readonly rows: readonly {
      readonly rowId: string;
      readonly title: string;
      readonly description: string | null;
    }[];
  }[];
}
export interface OutboundHeader {
  readonly type: 'text' | 'image' | 'video' | 'document';
  /** The text, or the media's address. */
  readonly content: string;
}
export interface OutboundInteractive {
  readonly type: 'interactive';
  readonly body: string;
  readonly header: OutboundHeader | null;
  readonly footer: string | null;
  /** Replies (1 to 3), or one url; or a list. */
  readonly action:
    | { readonly kind: 'BUTTONS'; readonly buttons: readonly OutboundButton[] }
    | { readonly kind: 'LIST'; readonly list: OutboundList };
}

/** What is sent, JSON-serialisable. All of it is PII. */
export type OutboundContent = OutboundText | OutboundMedia | OutboundTemplate | OutboundInteractive;

/** A message as a channel is asked to send it. */
export interface OutboundMessage {
  readonly recipient: Recipient;
  readonly content: OutboundContent;
  /** The provider's id of the message that this one answers. */
  readonly replyTo: string | null;
  /** Comes back with every status of this message (`biz_opaque_callback_data`): our id of the send. No PII. */
  readonly trackingData: string;
}

/** Why a provider refused. `RETRY`: later; `TOKEN`: an operator must act; `NEVER`: no try will help. */
export type RefusalClass = 'RETRY' | 'TOKEN' | 'NEVER';

/** What became of one try to send. */
export type SendOutcome =
  | { readonly kind: 'ACCEPTED'; readonly externalId: string; readonly isHeld: boolean }
  | {
      readonly kind: 'REFUSED';
      readonly class: RefusalClass;
      /** The provider's error code. */
      readonly code: number | null;
      readonly httpStatus: number;
      /** A sentence of ours, free of PII and of anything that the provider quoted. */
      readonly message: string;
      readonly retryAfterMs: number | null;
      /** What is throttled: everything of the number, or this recipient alone; null: it is no throttling. */
      readonly throttles: 'NUMBER' | 'RECIPIENT' | null;
    }
  /** Nothing was sent: name, connection or TLS failed before the request went out. */
  | { readonly kind: 'UNREACHABLE' }
  /** The request went out and no answer came: the provider may have accepted it. Never sent again blindly. */
  | { readonly kind: 'UNKNOWN' };

const CHAT_TYPES: Readonly<Record<OutboundMediaType, MediaType>> = {
  image: 'image',
  video: 'video',
  document: 'document',
  audio: 'audio',
  voice: 'audio',
  sticker: 'sticker',
};

/** The same content as chats show it. */
export function chatContentOf(content: OutboundContent): MessageContent {
  switch (content.type) {
    case 'text':
      return { type: 'text', body: content.body };
    case 'template':
      return { type: 'text', body: content.text ?? content.name };
    case 'interactive':
      return {
        type: 'interactive',
        reply: 'other',
        id: null,
        title: null,
        description: content.footer,
        body: content.body,
        raw: content as unknown as JsonValue,
      };
    case 'media': {
      const { mediaType, source, mimeType, fileName, caption } = content;
      return {
        type: CHAT_TYPES[mediaType],
        media: {
          providerMediaId: source.kind === 'UPLOADED' ? source.providerMediaId : null,
          mimeType,
          sha256: null,
          fileName,
          caption,
          voice: mediaType === 'voice',
          animated: false,
          url: source.kind === 'LINK' ? source.url : null,
        },
      };
    }
  }
}

/** What `content` shows of it in lists. PII. */
export function outboundText(content: OutboundContent): string | null {
  return contentText(chatContentOf(content));
}

/** How a recipient is written in `destinationNumber`: the number, else the user's or the group's id. PII. */
export function addressOf(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'PHONE':
      return recipient.phone;
    case 'USER':
      return recipient.userId;
    case 'GROUP':
      return recipient.groupId;
  }
}

/**
 * Whether a provider's message id tells whom it went to: such ids carry the number in base64 (`wamid.HBgL…`). One
 * that does is PII and is sealed like the number; one that does not may stay when the number is gone.
 */
export function isTelling(externalId: string, recipient: Recipient): boolean {
  const address = addressOf(recipient);
  const secret = recipient.kind === 'PHONE' ? address.slice(1) : address;
  const encoded = externalId.replace(/^wamid\./, '');
  const decoded = Buffer.from(encoded, 'base64').toString('latin1');
  // The provider may write a number otherwise than we were given it: any that is in there counts.
  return externalId.includes(secret) || decoded.includes(secret) || NUMBER.test(decoded);
}

const NUMBER = /\d{7}/;
