import type { SendMediaInput } from '../../schema/types/sendMessage.input.js';
import { assertValid } from '../domain/checks.js';
import type { UserError } from '../lib/errors.js';
import { MAX_MEDIA_BYTES } from './limits/bounds.js';

export interface MediaFile {
  readonly bytes: Buffer;
  readonly mimeType: string;
  readonly fileName: string | null;
}

const MIME_TYPE = /^[\w.+-]+\/[\w.+-]+(; *[\w-]+=[\w."-]+)*$/;

/** Exactly what an encoder writes, padding included. By encoding anew: an expression would keep a way back for each of millions of characters. */
function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text;
}

/**
 * The file that an input carries as data; null: it names an address instead.
 * @throws InvalidInput
 */
export function mediaData({ url, data, mimeType, fileName }: SendMediaInput): MediaFile | null {
  const has = { url: (url ?? '') !== '', data: (data ?? '') !== '' };
  const errors: UserError[] = [];
  const refuse = (field: string, code: string, message: string): void => {
    errors.push({ field: `media.${field}`, code, message });
  };
  if (has.url === has.data)
    refuse('url', has.url ? 'CONFLICTING' : 'REQUIRED', 'Exactly one of url and data must be given.');
  if (!has.data || has.url) {
    assertValid(errors);
    return null;
  }
  const text = data ?? '';
  // Base64 is a third longer than what it says.
  const size = Math.floor((text.length * 3) / 4);
  if (size > MAX_MEDIA_BYTES + 2)
    refuse('data', 'TOO_LONG', 'data may hold at most 5 MiB; send what is larger by url.');
  else if (!isBase64(text)) refuse('data', 'BASE64_INVALID', 'data is base64 with padding.');
  if (!MIME_TYPE.test(mimeType ?? ''))
    refuse('mimeType', 'MIME_TYPE_INVALID', 'With data, mimeType says what it is: image/jpeg.');
  assertValid(errors);
  return { bytes: Buffer.from(text, 'base64'), mimeType: mimeType ?? '', fileName: fileName ?? null };
}
