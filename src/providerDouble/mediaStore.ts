import { createHash } from 'node:crypto';

export interface StoredMedia {
  readonly id: string;
  readonly mimeType: string;
  readonly fileName: string | null;
  readonly bytes: Buffer;
  /** Base64, as the provider writes it. */
  readonly sha256: string;
}

export interface MediaStore {
  add(file: {
    readonly bytes: Buffer;
    readonly mimeType: string;
    readonly fileName?: string | null;
  }): StoredMedia;
  find(id: string): StoredMedia | null;
  /** @returns false where there is none */
  remove(id: string): boolean;
  clear(): void;
}

const FIRST_ID = 2_754_859_441_000_000;

export function createMediaStore(): MediaStore {
  const files = new Map<string, StoredMedia>();
  let made = 0;
  return {
    add: ({ bytes, mimeType, fileName = null }) => {
      made += 1;
      const sha256 = createHash('sha256').update(bytes).digest('base64');
      const media = { id: String(FIRST_ID + made), mimeType, fileName, bytes, sha256 };
      files.set(media.id, media);
      return media;
    },
    find: (id) => files.get(id) ?? null,
    remove: (id) => files.delete(id),
    clear: () => files.clear(),
  };
}

export interface FormPart {
  readonly name: string;
  readonly fileName: string | null;
  readonly mimeType: string | null;
  readonly bytes: Buffer;
}

/** Reads `multipart/form-data` (RFC 7578) that is whole in memory; null where it is not well formed. */
export function readMultipart(contentType: string | undefined, body: Buffer): readonly FormPart[] | null {
  const boundary = /^multipart\/form-data;\s*boundary="?([^";]{1,70})"?/i.exec(contentType ?? '')?.[1];
  if (boundary === undefined) return null;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line before it.
  const whole = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: FormPart[] = [];
  let at = whole.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    if (whole.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const headEnd = whole.indexOf('\r\n\r\n', start);
    at = whole.indexOf(delimiter, start);
    if (headEnd === -1 || at === -1 || headEnd > at) return null;
    const head = whole.subarray(start, headEnd).toString('utf8');
    const name = /^content-disposition: form-data;.*?\bname="([^"]*)"/im.exec(head)?.[1];
    if (name === undefined) return null;
    parts.push({
      name,
      fileName: /^content-disposition:.*\bfilename="([^"]*)"/im.exec(head)?.[1] ?? null,
      mimeType: /^content-type:\s*(\S.*)$/im.exec(head)?.[1]?.trim() ?? null,
      bytes: whole.subarray(headEnd + 4, at),
    });
  }
  return null;
}
