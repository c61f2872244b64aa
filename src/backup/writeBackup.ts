import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Core } from '../events/core.js';
import { VERSION } from '../lib/version.js';
import { latestSchema } from '../migrations/migrations.js';
import { readSchema } from '../migrations/schemaVersion.js';
import { createLineHash, encode, FORMAT, type Holds, type Trailer } from './backupFile.js';
import { collectionsOf, databaseOf } from './contents.js';

/** Lines that are handed on together. */
const CHUNK_CHARACTERS = 256 * 1024;

/**
 * Writes a backup while others go on working. The file must not be there yet, and is for its owner alone (mode 0600); what
 * is broken off leaves none.
 * @param onProgress told how many documents are written
 * @throws what the file system throws (`EEXIST`), and an AbortError when `signal` is aborted
 */
export async function writeBackup(
  core: Core,
  holds: Holds,
  file: string,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal; readonly onProgress?: (done: number) => void } = {},
): Promise<Trailer> {
  const trailer: { value: Trailer | null } = { value: null };
  const lines = linesOf(core, holds, (value) => (trailer.value = value), onProgress ?? (() => undefined));
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await pipeline(Readable.from(inChunks(lines)), createGzip(), target, { ...(signal && { signal }) });
    await sync(file);
  } catch (error) {
    if (!target.pending) await rm(file, { force: true });
    throw error;
  }
  if (!trailer.value) throw new Error('A backup without an end.');
  return trailer.value;
}

async function* linesOf(
  core: Core,
  holds: Holds,
  ended: (trailer: Trailer) => void,
  onProgress: (done: number) => void,
): AsyncGenerator<string> {
  const hash = createLineHash();
  const line = (text: string): string => {
    hash.add(text);
    return text;
  };
  const schema = (await readSchema(core.documents)) ?? latestSchema();
  const at = core.clock().toISOString();
  yield line(JSON.stringify({ lethe: 'backup', format: FORMAT, holds, version: VERSION, schema, at }));
  const counts: Record<string, number> = {};
  let done = 0;
  for (const collection of collectionsOf(holds)) {
    yield line(JSON.stringify({ collection }));
    counts[collection] = 0;
    for await (const doc of databaseOf(core, holds).stream(collection, {})) {
      counts[collection] += 1;
      yield line(encode(doc));
      onProgress((done += 1));
    }
  }
  const trailer = { counts, sha256: hash.hex() };
  ended(trailer);
  yield JSON.stringify(trailer);
}

async function* inChunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** A backup that is told of is on the disk. */
async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
