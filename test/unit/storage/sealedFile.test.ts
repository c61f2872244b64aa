import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ByteRange } from '../../../src/storage/objectStore.js';
import {
  BrokenSeal,
  contentBytes,
  openFile,
  sealedBytes,
  sealFile,
  type FileSeal,
} from '../../../src/storage/sealedFile.js';
import { inChunks, readAll } from '../../support/contract/objectStore.js';

const HEADER = 36;
const CHUNK = 64 * 1024;
const SEALED = CHUNK + 16;
const seal: FileSeal = { key: randomBytes(32), context: 'media/a/b' };

const sealed = async (content: Buffer, by = seal, step = 10_000): Promise<Buffer> =>
  (await readAll(sealFile(by, inChunks(content, step)))) ?? Buffer.alloc(0);

const opened = async (file: Buffer, range?: ByteRange, by = seal): Promise<Buffer> => {
  const read = async ({ start, end }: ByteRange) => inChunks(file.subarray(start, end), 7_000);
  return (await readAll(openFile(by, read, file.length, range))) ?? Buffer.alloc(0);
};

const sizes = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5];

describe('sealed files', () => {
  it.each(sizes)('give %d bytes back, and their size from the sealed size', async (size) => {
    const content = randomBytes(size);
    const file = await sealed(content);
    expect(contentBytes(file.length)).toBe(size);
    expect(sealedBytes(size)).toBe(file.length);
    expect((await opened(file)).equals(content)).toBe(true);
  });

  it('do not show their content', async () => {
    const file = await sealed(Buffer.alloc(CHUNK, 'canary'));
    expect(file.includes('canary')).toBe(false);
  });

  it('are never the same twice', async () => {
    const content = randomBytes(100);
    expect((await sealed(content)).equals(await sealed(content))).toBe(false);
  });

  it('give any range, and read no chunk outside of it', async () => {
    const content = randomBytes(3 * CHUNK + 5);
    const file = await sealed(content);
    await fc.assert(
      fc.asyncProperty(fc.nat(content.length), fc.nat(content.length), async (a, b) => {
        const range = { start: Math.min(a, b), end: Math.max(a, b) };
        let read = 0;
        const reader = async ({ start, end }: ByteRange) => {
          read += end - start;
          return inChunks(file.subarray(start, end));
        };
        const part = await readAll(openFile(seal, reader, file.length, range));
        expect(part?.equals(content.subarray(range.start, range.end))).toBe(true);
        const chunks = Math.ceil(range.end / CHUNK) - Math.floor(range.start / CHUNK);
        expect(read).toBeLessThanOrEqual(HEADER + Math.max(1, chunks) * SEALED);
      }),
      { numRuns: 100 },
    );
    await expect(opened(file, { start: 0, end: content.length + 1 })).rejects.toThrow(RangeError);
  });

  it('do not open when a single bit is another, wherever it is', async () => {
    const file = await sealed(randomBytes(2 * CHUNK + 100));
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(7), async (at, bit) => {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        await expect(opened(changed)).rejects.toThrow(BrokenSeal);
      }),
      { numRuns: 200 },
    );
  });

  it.each(sizes)('do not open when they are cut, %d bytes long', async (size) => {
    const file = await sealed(randomBytes(size));
    const edges = [0, 1, HEADER, HEADER + 16, HEADER + SEALED, HEADER + 2 * SEALED, file.length - 1];
    for (const length of edges.filter((edge) => edge < file.length))
      await expect(opened(file.subarray(0, length))).rejects.toThrow(BrokenSeal);
  });

  it('do not open when chunks are exchanged, doubled, left out or added', async () => {
    const file = await sealed(randomBytes(3 * CHUNK));
    const header = file.subarray(0, HEADER);
    const [a, b, c] = [0, 1, 2].map((n) => file.subarray(HEADER + n * SEALED, HEADER + (n + 1) * SEALED));
    for (const chunks of [[b, a, c], [a, a, b, c], [a, c], [b, c], [a, b], [a, b, c, c], [c], [a, c, b]])
      await expect(opened(Buffer.concat([header, ...(chunks as Buffer[])]))).rejects.toThrow(BrokenSeal);
    const other = await sealed(randomBytes(3 * CHUNK));
    const mixed = Buffer.concat([file.subarray(0, HEADER + SEALED), other.subarray(HEADER + SEALED)]);
    await expect(opened(mixed)).rejects.toThrow(BrokenSeal);
  });

  it('do not open for another key or as another file', async () => {
    const file = await sealed(randomBytes(10));
    await expect(opened(file, undefined, { ...seal, key: randomBytes(32) })).rejects.toThrow(BrokenSeal);
    await expect(opened(file, undefined, { ...seal, context: 'media/a/c' })).rejects.toThrow(BrokenSeal);
  });

  it('tell when a store gives less or more than it was asked for, or nothing', async () => {
    const file = await sealed(randomBytes(2 * CHUNK));
    for (const change of [
      (part: Buffer) => part.subarray(0, -1),
      (part: Buffer) => Buffer.concat([part, part]),
      () => Buffer.alloc(0),
    ]) {
      const read = async ({ start, end }: ByteRange) => inChunks(change(file.subarray(start, end)));
      await expect(readAll(openFile(seal, read, file.length))).rejects.toThrow(BrokenSeal);
    }
    await expect(readAll(openFile(seal, () => Promise.resolve(null), file.length))).rejects.toThrow(
      BrokenSeal,
    );
  });
});
