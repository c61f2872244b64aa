import type { SendMediaInput, SendMediaType } from '../../generated/operations.js';

/** As the schema has it: what is larger must be sent by an address. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

const TYPES: readonly (readonly [RegExp, SendMediaType])[] = [
  [/^image\/(jpeg|png)$/, 'IMAGE'],
  [/^video\/(mp4|3gpp)$/, 'VIDEO'],
  [/^audio\/(aac|amr|mpeg|mp4|ogg)$/, 'AUDIO'],
];

/** A file as a message takes it: as an image, video or audio where WhatsApp knows the type, else as a document. */
export async function mediaOf(file: File, caption: string): Promise<SendMediaInput> {
  const mimeType = file.type === '' ? 'application/octet-stream' : file.type;
  const type = TYPES.find(([pattern]) => pattern.test(mimeType))?.[1] ?? 'DOCUMENT';
  return {
    type,
    mimeType,
    data: await base64Of(file),
    ...(type === 'DOCUMENT' && { fileName: file.name }),
    ...(type !== 'AUDIO' && caption !== '' && { caption }),
  };
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'));
    // `data:image/png;base64,…`
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ''));
    reader.readAsDataURL(file);
  });
}
