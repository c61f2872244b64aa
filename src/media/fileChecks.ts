import { createHash } from 'node:crypto';
import type { MediaType } from '../channels/inbound.js';

/** The provider's largest file of any kind: 100 MB, and we leave room for both ways of counting. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;

/** What a kind of message may carry; null: anything. Inbound files are what people send, not what we may send. */
const PREFIXES: Readonly<Record<MediaType, readonly string[] | null>> = {
  image: ['image/'],
  sticker: ['image/'],
  audio: ['audio/'],
  video: ['video/'],
  document: null,
};

/** Whether a file of this MIME type may be the content of such a message; an unknown type may. */
export function isTypeOf(kind: string, mimeType: string | null): boolean {
  const allowed = PREFIXES[kind as MediaType];
  return !allowed || mimeType === null || allowed.some((prefix) => mimeType.toLowerCase().startsWith(prefix));
}

/** The bytes of a SHA-256 that is written in base64 or in hexadecimal digits; null where it is neither. */
export function digestOf(text: string | null): Buffer | null {
  if (text === null) return null;
  const digest = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64');
  return digest.length === 32 ? digest : null;
}

/** The download broke off: there is less than there should be, or none of it any more. */
export class DownloadBroken extends Error {
  override readonly name = 'DownloadBroken';
}
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}
export class HashMismatch extends Error {
  override readonly name = 'HashMismatch';
}

/**
 * Passes a download on and counts it. The last part is held back until everything has been checked: whoever was told the
 * length sees that something is missing.
 * @throws DownloadBroken, FileTooLarge, HashMismatch
 */
export async function* checked(
  content: AsyncIterable<Buffer>,
  expected: { readonly sha256: Buffer | null; readonly bytes: number | null },
  counted: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  let held: Buffer | null = null;
  for await (const chunk of unbroken(content)) {
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES) throw new FileTooLarge();
    hash.update(chunk);
    if (held) yield held;
    held = chunk;
  }
  if (expected.bytes !== null && bytes !== expected.bytes) throw new DownloadBroken();
  if (expected.sha256 && !hash.digest().equals(expected.sha256)) throw new HashMismatch();
  counted(bytes);
  if (held) yield held;
}

/** Names what went wrong at the source, to tell it from what goes wrong where it is stored. */
async function* unbroken(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const iterator = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch(() => {
        throw new DownloadBroken();
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.().catch(() => undefined);
  }
}
