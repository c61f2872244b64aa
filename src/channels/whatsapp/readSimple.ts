import type {
  ButtonContent,
  LocationContent,
  MediaContent,
  MediaType,
  ReactionContent,
  TextContent,
} from '../content.js';
import { areStringsOrAbsent, stringAt, type Fields } from './fields.js';

// Each reader needs the unchecked body and gives null where a field is of another type than documented: dropping just
// that field would lose it silently, while the caller keeps the whole body of what cannot be read.

/** `body` (required). */
export function readText(body: Fields): TextContent | null {
  const text = body['body'];
  return typeof text === 'string' ? { type: 'text', body: text } : null;
}

const MEDIA_STRINGS = ['id', 'url', 'mime_type', 'sha256', 'caption', 'filename'] as const;

/** `id, mime_type, sha256, caption?, filename?, voice?, animated?, url?`; at least one of the strings. */
export function readMedia(type: MediaType, body: Fields): MediaContent | null {
  if (!areStringsOrAbsent(body, MEDIA_STRINGS)) return null;
  if (MEDIA_STRINGS.every((key) => stringAt(body, key) === null)) return null;
  return {
    type,
    media: {
      providerMediaId: stringAt(body, 'id'),
      mimeType: stringAt(body, 'mime_type'),
      sha256: stringAt(body, 'sha256'),
      fileName: stringAt(body, 'filename'),
      caption: stringAt(body, 'caption'),
      voice: body['voice'] === true,
      animated: body['animated'] === true,
      url: stringAt(body, 'url'),
    },
  };
}

/** `latitude, longitude` in degrees (required), `name?, address?, url?`. */
export function readLocation(body: Fields): LocationContent | null {
  const { latitude, longitude } = body;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
  if (!areStringsOrAbsent(body, ['name', 'address', 'url'])) return null;
  return {
    type: 'location',
    latitude,
    longitude,
    name: stringAt(body, 'name'),
    address: stringAt(body, 'address'),
    url: stringAt(body, 'url'),
  };
}

/** `message_id` (required), `emoji?` (absent or empty: taken back). */
export function readReaction(body: Fields): ReactionContent | null {
  const messageId = stringAt(body, 'message_id');
  if (messageId === null || !areStringsOrAbsent(body, ['emoji'])) return null;
  return { type: 'reaction', messageId, emoji: stringAt(body, 'emoji') };
}

/** `payload, text`; at least one. */
export function readButton(body: Fields): ButtonContent | null {
  if (!areStringsOrAbsent(body, ['text', 'payload'])) return null;
  const text = stringAt(body, 'text');
  const payload = stringAt(body, 'payload');
  return text === null && payload === null ? null : { type: 'button', text, payload };
}
