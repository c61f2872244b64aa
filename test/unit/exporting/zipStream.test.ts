import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import { zipStream, type WrittenFile, type ZipEntry } from '../../../src/exporting/zipStream.js';

const isLong = process.env['LETHE_TEST_LONG'] === '1';
const MIB = 1024 * 1024;
/** In the long variant beyond what an archive without zip64 can say of sizes, and of how many files it has. */
const BIG_BYTES = isLong ? 4_300 * MIB : 60 * MIB;
const SMALL_FILES = isLong ? 66_000 : 300;
const CHUNK = Buffer.alloc(MIB, 7);
/** Where the list of files is. */
const TAIL_BYTES = 16 * MIB;
const HELD_BYTES = 48 * MIB;
/** Of each file, up to the end. */
const KEPT_BYTES = 1_500;
const ZIP64 = 1;

interface Made {
  readonly bytes: number;
  /** The end of the archive. */
  readonly tail: Buffer;
  /** The most that was held beyond what was before (bytes). */
  readonly held: number;
  readonly files: readonly WrittenFile[];
}

async function make(): Promise<Made> {
  const files: WrittenFile[] = [];
  const written = (file: WrittenFile): void => void files.push(file);
  const entries = async function* (): AsyncGenerator<ZipEntry> {
    const big = async function* (): AsyncGenerator<Buffer> {
      for (let sent = 0; sent < BIG_BYTES; sent += CHUNK.length) yield await Promise.resolve(CHUNK);
    };
    yield { name: 'big.bin', isCompressed: false, content: big(), written };
    for (let index = 0; index < SMALL_FILES; index += 1) {
      const small = async function* (): AsyncGenerator<Buffer> {
        yield await Promise.resolve(Buffer.from(String(index)));
      };
      yield { name: `small/${String(index)}.txt`, isCompressed: false, content: small(), written };
    }
  };
  const inUse = (): number => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = inUse();
  let [bytes, held, kept] = [0, 0, 0];
  let tail: Buffer[] = [];
  for await (const chunk of zipStream(entries(), new Date(0)) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes < BIG_BYTES) {
      // Whoever reads lags behind: the archive must not run ahead of him.
      if (bytes % (8 * MIB) < chunk.length) held = Math.max(held, inUse() - before);
      continue;
    }
    tail.push(chunk);
    kept += chunk.length;
    if (kept > 2 * TAIL_BYTES) {
      tail = [Buffer.concat(tail).subarray(-TAIL_BYTES)];
      kept = TAIL_BYTES;
    }
  }
  return { bytes, held, files, tail: Buffer.concat(tail) };
}

describe('an archive', () => {
  test(
    'is made without being held, as large as it may be, and tells of all its files',
    async () => {
      const { bytes, tail, held, files } = await make();
      expect(held).toBeLessThan(HELD_BYTES);
      expect(bytes).toBeGreaterThan(BIG_BYTES);
      expect(files).toHaveLength(SMALL_FILES + 1);
      expect(files[0]).toMatchObject({ name: 'big.bin', bytes: BIG_BYTES });
      expect(files[1]?.sha256).toBe(createHash('sha256').update('0').digest('hex'));
      const { count, size, start } = listOf(tail);
      expect(count).toBe(SMALL_FILES + 1);
      // The list begins where it is said to, with the big file and its true size.
      const list = tail.subarray(tail.length - (bytes - start));
      expect(list.readUInt32LE(0)).toBe(0x02014b50);
      expect(sizeOfFirst(list)).toBe(BIG_BYTES);
      expect(size).toBeLessThan(TAIL_BYTES);
    },
    isLong ? 900_000 : 30_000,
  );
});

describe('of a file that is written', () => {
  test('an archive keeps its place in the list of files, and no stream', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const inUse = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const files = 3_000;
    let kept = 0;
    const entries = async function* (): AsyncGenerator<ZipEntry> {
      const before = inUse();
      for (let index = 0; index < files; index += 1) {
        const content = async function* (): AsyncGenerator<Buffer> {
          yield await Promise.resolve(Buffer.from('x'));
        };
        yield { name: `media/${String(index)}.jpg`, isCompressed: false, content: content() };
      }
      kept = inUse() - before;
    };
    await finished(zipStream(entries(), new Date(0)).resume());
    expect(kept / files).toBeLessThan(KEPT_BYTES);
  });
});

/** What the end of an archive says of its list of files (APPNOTE.TXT 4.3.14 and 4.3.16). */
function listOf(tail: Buffer): { readonly count: number; readonly size: number; readonly start: number } {
  const end64 = tail.lastIndexOf(Buffer.from('PK\x06\x06'));
  expect(end64 !== -1).toBe(isLong);
  if (end64 !== -1) {
    const number = (at: number): number => Number(tail.readBigUInt64LE(end64 + at));
    return { count: number(32), size: number(40), start: number(48) };
  }
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06'));
  return {
    count: tail.readUInt16LE(end + 10),
    size: tail.readUInt32LE(end + 12),
    start: tail.readUInt32LE(end + 16),
  };
}

/** The size of the first file of a list: beyond 4 GiB it is in the zip64 one of its extra fields (4.5.3). */
function sizeOfFirst(list: Buffer): number {
  const size = list.readUInt32LE(24);
  if (size !== 0xffffffff) return size;
  const from = 46 + list.readUInt16LE(28);
  const end = from + list.readUInt16LE(30);
  for (let at = from; at < end; at += 4 + list.readUInt16LE(at + 2))
    if (list.readUInt16LE(at) === ZIP64) return Number(list.readBigUInt64LE(at + 4));
  throw new Error('The size is nowhere.');
}
