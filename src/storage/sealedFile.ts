import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { ByteRange } from './objectStore.js';

/**
 * Files are sealed by the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and
 * its Nonce-Reuse Misuse-Resistance", 2015) as the file format age v1 uses it, with AES-256-GCM:
 *
 *     magic (4 bytes) | salt (32) | chunk 0 | chunk 1 | … | last chunk
 *
 * A chunk is 64 KiB of content and a tag of 16 bytes; the last one may be shorter, and is empty only in an empty file. Its
 * nonce is its index and a flag that only the last one has: chunks that are taken away, doubled, exchanged or cut off do
 * not open. Each sealing draws a salt, and so a key of its own (HKDF, RFC 5869): no nonce is ever used twice with a key.
 * The context is part of the derivation: a file cannot be passed off as another one.
 */
const MAGIC = Buffer.from('LTF1');
const SALT_BYTES = 32;
const HEADER_BYTES = MAGIC.length + SALT_BYTES;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;
const NONCE_BYTES = 12;
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;

/** A file is not what was sealed under this key and context: changed, cut, extended or another one. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
  constructor() {
    super('A file is not as it was sealed.');
  }
}

/** The key of a file and what it is bound to. */
export interface FileSeal {
  /** 32 bytes. */
  readonly key: Buffer;
  /** What the file is, such as its name: opening needs the very same. */
  readonly context: string;
}

/** Seals content as it comes; holds one chunk. */
export async function* sealFile(
  seal: FileSeal,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const salt = randomBytes(SALT_BYTES);
  const key = fileKey(seal, salt);
  yield Buffer.concat([MAGIC, salt]);
  let index = 0;
  for await (const { chunk, isLast } of inChunks(content)) {
    const cipher = createCipheriv(ALGORITHM, key, nonceOf(index, isLast));
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    index += 1;
  }
}

/** How many bytes of content a sealed file of this size has. @throws BrokenSeal when there is no such size */
export function contentBytes(sealedBytes: number): number {
  const body = sealedBytes - HEADER_BYTES;
  const chunks = Math.ceil(body / SEALED_CHUNK_BYTES);
  const bytes = body - chunks * TAG_BYTES;
  const last = bytes - (chunks - 1) * CHUNK_BYTES;
  if (chunks < 1 || last < 0 || (last === 0 && chunks > 1)) throw new BrokenSeal();
  return bytes;
}

/** How many bytes a sealed file has whose content is so long. */
export function sealedBytes(bytes: number): number {
  return HEADER_BYTES + bytes + Math.max(1, Math.ceil(bytes / CHUNK_BYTES)) * TAG_BYTES;
}

/**
 * Opens a sealed file, or a range of its content: reads no chunk outside of it. What it gives was authenticated, chunk
 * by chunk; after an error the rest must not be taken for complete.
 * @param read gives a range of the sealed bytes; null: there is nothing
 * @param sealedBytes of the whole file, as the store tells
 * @param range inside of the content
 * @throws BrokenSeal
 */
export async function* openFile(
  seal: FileSeal,
  read: (range: ByteRange) => Promise<AsyncIterable<Buffer> | null>,
  sealedBytes: number,
  range?: ByteRange,
): AsyncGenerator<Buffer, void, undefined> {
  const total = contentBytes(sealedBytes);
  const { start, end } = range ?? { start: 0, end: total };
  if (start < 0 || end > total || start > end) throw new RangeError('Outside of the file.');
  const lastIndex = total === 0 ? 0 : Math.ceil(total / CHUNK_BYTES) - 1;
  const header = await gather(await read({ start: 0, end: HEADER_BYTES }), HEADER_BYTES);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw new BrokenSeal();
  const key = fileKey(seal, header.subarray(MAGIC.length));

  const firstIndex = Math.min(Math.floor(start / CHUNK_BYTES), lastIndex);
  const endIndex = Math.max(firstIndex, Math.ceil(end / CHUNK_BYTES) - 1);
  const from = HEADER_BYTES + firstIndex * SEALED_CHUNK_BYTES;
  const to = Math.min(HEADER_BYTES + (endIndex + 1) * SEALED_CHUNK_BYTES, sealedBytes);
  let index = firstIndex;
  for await (const sealed of piecesOf(await read({ start: from, end: to }), SEALED_CHUNK_BYTES)) {
    if (index > endIndex) throw new BrokenSeal();
    const chunk = openChunk(key, sealed, nonceOf(index, index === lastIndex));
    const offset = index * CHUNK_BYTES;
    yield chunk.subarray(Math.max(0, start - offset), Math.max(0, end - offset));
    index += 1;
  }
  if (index !== endIndex + 1) throw new BrokenSeal();
}

function openChunk(key: Buffer, sealed: Buffer, nonce: Buffer): Buffer {
  if (sealed.length < TAG_BYTES) throw new BrokenSeal();
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new BrokenSeal();
  }
}

function fileKey({ key, context }: FileSeal, salt: Buffer): Buffer {
  if (key.length !== KEY_BYTES) throw new RangeError(`A file's key has ${String(KEY_BYTES)} bytes.`);
  return Buffer.from(hkdfSync('sha256', key, salt, `lethe file 1/${context}`, KEY_BYTES));
}

/** 11 bytes of index, big-endian, and 1 for the last chunk; a size that fits in a number needs 6 of them. */
function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUIntBE(index, NONCE_BYTES - 7, 6);
  nonce.writeUInt8(isLast ? 1 : 0, NONCE_BYTES - 1);
  return nonce;
}

/** Pieces of one size, the last one shorter; none for nothing. */
async function* piecesOf(
  content: AsyncIterable<Uint8Array> | null,
  size: number,
): AsyncGenerator<Buffer, void, undefined> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of content ?? []) {
    waiting.push(part);
    bytes += part.length;
    if (bytes < size) continue;
    const all = Buffer.concat(waiting);
    let start = 0;
    for (; all.length - start >= size; start += size) yield all.subarray(start, start + size);
    waiting = start === all.length ? [] : [all.subarray(start)];
    bytes = all.length - start;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

/** At least one; which is the last one is known only when nothing follows it. */
async function* inChunks(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly chunk: Buffer; readonly isLast: boolean }, void, undefined> {
  let waiting: Buffer | null = null;
  for await (const chunk of piecesOf(content, CHUNK_BYTES)) {
    if (waiting) yield { chunk: waiting, isLast: false };
    waiting = chunk;
  }
  yield { chunk: waiting ?? Buffer.alloc(0), isLast: true };
}

async function gather(content: AsyncIterable<Buffer> | null, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content ?? []) parts.push(part);
  const all = Buffer.concat(parts);
  if (all.length !== bytes) throw new BrokenSeal();
  return all;
}
