import { message, wamid, type Json, type JsonObject, type MessageOptions } from './envelope.js';

// One builder for each type of message in the provider's contract. Bodies are complete, so that a test which searches
// for what must not be stored finds every place a value can hide in.

type With<T> = MessageOptions & T;

export const textMessage = ({ text = 'Olá, tudo bem?', ...rest }: With<{ text?: string }> = {}): JsonObject =>
  message('text', { body: text }, rest);

interface Media {
  mediaId?: string;
  caption?: string;
  fileName?: string;
  voice?: boolean;
  animated?: boolean;
  url?: string;
  /** Base64. */
  sha256?: string;
  mimeType?: string;
}

function mediaMessage(type: string, usualType: string, options: With<Media>): JsonObject {
  const { mediaId = '2754859441498128', caption, fileName, voice, animated, url, ...more } = options;
  const { mimeType = usualType, sha256 = 'R0hBMjU2LW9mLXRoZS1maWxlLWluLWJhc2U2NC0hISE=', ...rest } = more;
  const body = {
    id: mediaId,
    mime_type: mimeType,
    sha256,
    caption,
    filename: fileName,
    voice,
    animated,
    url,
  };
  return message(type, body, rest);
}

export const imageMessage = (options: With<Media> = {}): JsonObject =>
  mediaMessage('image', 'image/jpeg', options);
export const videoMessage = (options: With<Media> = {}): JsonObject =>
  mediaMessage('video', 'video/mp4', options);
export const audioMessage = (options: With<Media> = {}): JsonObject =>
  mediaMessage('audio', 'audio/ogg; codecs=opus', { voice: true, ...options });
export const documentMessage = (options: With<Media> = {}): JsonObject =>
  mediaMessage('document', 'application/pdf', { fileName: 'contract.pdf', ...options });
export const stickerMessage = (options: With<Media> = {}): JsonObject =>
  mediaMessage('sticker', 'image/webp', { animated: false, ...options });

export const locationMessage = ({
  name = 'Café',
  address = 'Rua Augusta, 1',
  ...rest
}: With<{ name?: string; address?: string }> = {}): JsonObject =>
  message(
    'location',
    { latitude: -23.5505, longitude: -46.6333, name, address, url: 'https://example.org/p' },
    rest,
  );

export const contactsMessage = ({
  cardName = 'João Souza',
  cardPhone = '+55 11 91234-5678',
  ...rest
}: With<{ cardName?: string; cardPhone?: string }> = {}): JsonObject =>
  message(
    'contacts',
    [
      {
        name: { formatted_name: cardName, first_name: cardName },
        phones: [{ phone: cardPhone, wa_id: cardPhone.replace(/\D/g, ''), type: 'CELL' }],
        org: { company: 'Padaria' },
        emails: [{ email: 'joao@example.org', type: 'WORK' }],
      },
    ],
    rest,
  );

/** A reaction; `emoji: null` takes it back. */
export const reactionMessage = ({
  emoji = '👍',
  to = wamid(),
  ...rest
}: With<{ emoji?: string | null; to?: string }> = {}): JsonObject =>
  message('reaction', { message_id: to, emoji: emoji ?? undefined }, rest);

export const buttonReplyMessage = ({ title = 'Yes', ...rest }: With<{ title?: string }> = {}): JsonObject =>
  message('interactive', { type: 'button_reply', button_reply: { id: 'yes', title } }, rest);

export const listReplyMessage = ({
  title = 'Express',
  description = 'One day',
  ...rest
}: With<{ title?: string; description?: string }> = {}): JsonObject =>
  message('interactive', { type: 'list_reply', list_reply: { id: 'row-1', title, description } }, rest);

export const flowReplyMessage = ({
  answer = 'blue',
  ...rest
}: With<{ answer?: string }> = {}): JsonObject => {
  const reply = { name: 'flow', body: 'Sent', response_json: JSON.stringify({ answer }) };
  return message('interactive', { type: 'nfm_reply', nfm_reply: reply }, rest);
};

export const callPermissionMessage = (options: MessageOptions = {}): JsonObject => {
  const reply = { response: 'accept', expiration_timestamp: '1768564800', response_source: 'user_action' };
  return message('interactive', { type: 'call_permission_reply', call_permission_reply: reply }, options);
};

/** The quick-reply button of a template. */
export const buttonMessage = ({ text = 'Stop', ...rest }: With<{ text?: string }> = {}): JsonObject =>
  message('button', { payload: 'STOP', text }, rest);

export const orderMessage = ({ text = 'No onions', ...rest }: With<{ text?: string }> = {}): JsonObject => {
  const items = [{ product_retailer_id: 'sku-1', quantity: 2, item_price: 19.9, currency: 'BRL' }];
  return message('order', { catalog_id: '194836987003835', text, product_items: items }, rest);
};

/** A customer changed the phone number; the provider sends no `contacts` with it. */
export const systemMessage = ({
  body = 'User changed number',
  newPhone = '5511900000001',
  ...rest
}: With<{ body?: string; newPhone?: string }> = {}): JsonObject =>
  message('system', { type: 'user_changed_number', body, wa_id: newPhone }, rest);

/** What the provider cannot hand on, for example a poll. */
export const unsupportedMessage = ({ body = {}, ...rest }: With<{ body?: JsonObject }> = {}): JsonObject => ({
  ...message('unsupported', { type: 'poll', ...body }, rest),
  errors: [
    {
      code: 131051,
      title: 'Message type unknown',
      message: 'Message type unknown',
      error_data: { details: 'Message type is currently not supported.' },
    },
  ],
});

/** A message of a type that this code has never heard of. */
export const futureMessage = ({ body = { any: 'thing' }, ...rest }: With<{ body?: Json }> = {}): JsonObject =>
  message('hologram', body, rest);

/** An edit; `to` is the body of the new version, `{ type, <type>: … }`. */
export const editMessage = ({
  original,
  to = { type: 'text', text: { body: 'Olá de novo' } },
  ...rest
}: With<{ original: string; to?: JsonObject }>): JsonObject =>
  message('edit', { original_message_id: original, message: to }, rest);

export const revokeMessage = ({ original, ...rest }: With<{ original: string }>): JsonObject =>
  message('revoke', { original_message_id: original }, rest);
