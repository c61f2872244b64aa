import type { JsonValue } from '../json.js';
import type { OutboundContent, OutboundMedia, OutboundMessage, Recipient } from '../outbound.js';
import { buildInteractive } from './buildInteractive.js';

export { UnsendableContent } from './unsendableContent.js';

type Fields = Readonly<Record<string, JsonValue>>;

/**
 * Writes a message as the provider takes it (`POST /{phone_number_id}/messages`).
 * @throws UnsendableContent where the content has no form there: buttons of two kinds, none at all, an empty list
 */
export function buildMessage(message: OutboundMessage): Fields {
  const { recipient, content, replyTo, trackingData } = message;
  const [type, body] = bodyOf(content);
  return {
    messaging_product: 'whatsapp',
    ...addressTo(recipient),
    ...(replyTo !== null && { context: { message_id: replyTo } }),
    type,
    [type]: body,
    biz_opaque_callback_data: trackingData,
  };
}

function addressTo(recipient: Recipient): Fields {
  switch (recipient.kind) {
    case 'PHONE':
      // With its plus sign: without one the provider may take it for a number of the sender's own country.
      return { recipient_type: 'individual', to: recipient.phone };
    case 'USER':
      return { recipient_type: 'individual', recipient: recipient.userId };
    case 'GROUP':
      return { recipient_type: 'group', to: recipient.groupId };
  }
}

function bodyOf(content: OutboundContent): readonly [type: string, body: Fields] {
  switch (content.type) {
    case 'text':
      return ['text', { body: content.body }];
    case 'media':
      return [content.mediaType === 'voice' ? 'audio' : content.mediaType, mediaBody(content)];
    case 'template': {
      const { name, language, components } = content;
      const isPlain = components === null || (Array.isArray(components) && components.length === 0);
      return ['template', { name, language: { code: language }, ...(!isPlain && { components }) }];
    }
    case 'interactive':
      return ['interactive', buildInteractive(content)];
  }
}

/** The provider has no caption for audio and stickers, and a file name for documents alone. */
function mediaBody({ mediaType, source, caption, fileName }: OutboundMedia): Fields {
  const hasCaption = mediaType === 'image' || mediaType === 'video' || mediaType === 'document';
  return {
    ...(source.kind === 'LINK' ? { link: source.url } : { id: source.providerMediaId }),
    ...(hasCaption && caption !== null && { caption }),
    ...(mediaType === 'document' && fileName !== null && { filename: fileName }),
    ...(mediaType === 'voice' && { voice: true }),
  };
}
