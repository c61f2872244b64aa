import type { OutboundMediaType } from '../channels/outbound.js';
import type { AgentAttachment, AgentReply } from '../relay/chatwoot/readHook.js';
import type { SendInput } from './sendInput.js';

/** What WhatsApp takes as an image, a video or a sound; all else goes as a document. */
const EXTENSIONS: Readonly<Record<string, { readonly type: OutboundMediaType; readonly of: RegExp }>> = {
  image: { type: 'image', of: /^(jpe?g|png)$/ },
  video: { type: 'video', of: /^(mp4|3gpp?)$/ },
  audio: { type: 'audio', of: /^(aac|amr|mp3|m4a|ogg|opus)$/ },
};
const WITH_CAPTION: ReadonlySet<OutboundMediaType> = new Set(['image', 'video', 'document']);
const MAX_CAPTION = 1_024;
const MAX_FILE_NAME = 240;

/** An agent's message as WhatsApp can carry it: one send a file, the text with the first one where it may be. */
export function partsOfReply({ content, attachments }: AgentReply): readonly SendInput[] {
  const files = attachments.map(fileOf);
  const [first, ...others] = files;
  if (!first) return [{ text: content }];
  const text = content.trim() === '' ? null : content;
  if (text === null) return files;
  const isCaption = WITH_CAPTION.has(first.mediaType) && text.length <= MAX_CAPTION;
  return isCaption ? [{ ...first, text }, ...others] : [{ text }, ...files];
}

function fileOf({ type, url }: AgentAttachment): SendInput & { readonly mediaType: OutboundMediaType } {
  const name = nameOf(url);
  const extension = name?.split('.').pop()?.toLowerCase() ?? '';
  const known = EXTENSIONS[type];
  // Without a name there is nothing that speaks against Chatwoot's word.
  if (known && (name === null || !name.includes('.') || known.of.test(extension)))
    return { media: url, mediaType: known.type };
  return { media: url, mediaType: 'document', ...(name !== null && { fileName: name }) };
}

function nameOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const last = new URL(url).pathname.split('/').pop() ?? '';
  try {
    return decodeURIComponent(last).slice(-MAX_FILE_NAME) || null;
  } catch {
    return null;
  }
}
