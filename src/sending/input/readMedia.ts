import { OUTBOUND_MEDIA_TYPES, type OutboundMedia, type OutboundMediaType } from '../../channels/outbound.js';
import type { SendInput } from '../sendInput.js';
import { checkUrl, given, type Issues } from './issues.js';

const MAX_CAPTION = 1_024;
const MAX_FILE_NAME = 240;
const MAX_MIME_TYPE = 255;
const MEDIA_ID = /^[\x21-\x7e]{1,256}$/;
/** What the provider shows a caption with. */
const WITH_CAPTION: ReadonlySet<OutboundMediaType> = new Set(['image', 'video', 'document']);

/** Media by address or by the id of an upload; `text` is the caption. */
export function readMedia(input: SendInput, caption: string | null, issues: Issues): OutboundMedia | null {
  const url = given(input.media);
  const id = given(input.mediaId);
  if (url !== null && id !== null)
    issues.add('mediaId', 'CONFLICTING', 'Exactly one of media and mediaId may be given.');
  if (url !== null) checkUrl(issues, 'media', url);
  else if (id !== null && !MEDIA_ID.test(id))
    issues.add('mediaId', 'MEDIA_ID_INVALID', 'mediaId is the id that an upload gave.');
  const mediaType = OUTBOUND_MEDIA_TYPES.find((type) => type === input.mediaType);
  if (!mediaType) {
    const isGiven = given(input.mediaType) !== null;
    issues.add(
      'mediaType',
      isGiven ? 'UNKNOWN_VALUE' : 'REQUIRED',
      `With media, mediaType must be one of ${OUTBOUND_MEDIA_TYPES.join(', ')}.`,
    );
    return null;
  }
  if (caption !== null) {
    if (WITH_CAPTION.has(mediaType)) issues.text('text', caption, MAX_CAPTION);
    else issues.add('text', 'CONFLICTING', `WhatsApp shows no caption with ${mediaType}: leave text out.`);
  }
  const fileName = given(input.fileName);
  const mimeType = given(input.mimeType);
  if (fileName !== null) {
    issues.text('fileName', fileName, MAX_FILE_NAME);
    if (mediaType !== 'document')
      issues.add('fileName', 'CONFLICTING', 'Only documents are sent with a fileName.');
  }
  if (mimeType !== null) issues.text('mimeType', mimeType, MAX_MIME_TYPE);
  return {
    type: 'media',
    mediaType,
    source: url !== null ? { kind: 'LINK', url } : { kind: 'UPLOADED', providerMediaId: id ?? '' },
    caption,
    fileName,
    mimeType,
  };
}
