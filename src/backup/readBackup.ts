import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Doc } from '../events/documents.js';
import { latestSchema } from '../migrations/migrations.js';
import {
  collectionSchema,
  createLineHash,
  decode,
  FORMAT,
  headerSchema,
  trailerSchema,
  UnusableBackup,
  type Header,
  type Holds,
  type Trailer,
} from './backupFile.js';
import { collectionsOf } from './contents.js';

export interface BackupDoc {
  readonly collection: string;
  readonly doc: Doc;
}

/**
 * Reads a backup to its end, once. It is known to be whole only then: read it once for that before anything is written.
 * @param found told what the file says of itself
 * @throws UnusableBackup; what the file system throws
 */
export async function* readBackup(
  file: string,
  found: { header?: (header: Header) => void; trailer?: (trailer: Trailer) => void } = {},
): AsyncGenerator<BackupDoc> {
  const hash = createLineHash();
  const counts: Record<string, number> = {};
  let known: ReadonlySet<string> | null = null;
  let collection: string | null = null;
  let trailer: Trailer | null = null;
  for await (const line of linesOf(file)) {
    if (trailer) throw broken('there is something behind its end');
    if (!known) {
      const header = readHeader(line);
      known = new Set(collectionsOf(header.holds));
      found.header?.(header);
    } else if (line.startsWith('{')) {
      const end = trailerSchema.safeParse(parse(line)).data;
      if (end) {
        if (end.sha256 !== hash.hex()) throw broken('its checksum is not that of its content');
        if (!isSame(counts, end.counts)) throw broken('its counts are not those of its content');
        trailer = end;
        continue;
      }
      collection = collectionSchema.safeParse(parse(line)).data?.collection ?? null;
      if (collection === null || !known.has(collection)) throw broken('it names a collection that is none');
      counts[collection] = 0;
    } else {
      if (collection === null) throw broken('a document is in no collection');
      counts[collection] = (counts[collection] ?? 0) + 1;
      yield { collection, doc: decodeOrThrow(line) };
    }
    hash.add(line);
  }
  if (!trailer) throw broken('its end is missing');
  found.trailer?.(trailer);
}

/**
 * Reads it through and changes nothing.
 * @returns what it says of itself, and ids of some of the keys that sealed what is in it
 * @throws UnusableBackup when it is broken, or not of this kind
 */
export async function verifyBackup(
  file: string,
  holds: Holds,
): Promise<{ readonly header: Header; readonly trailer: Trailer; readonly keyIds: readonly string[] }> {
  const found: { header?: Header; trailer?: Trailer } = {};
  const keyIds = new Set<string>();
  const docs = readBackup(file, {
    header: (header) => {
      if (header.holds !== holds) throw new UnusableBackup(WRONG_KIND[header.holds]);
      found.header = header;
    },
    trailer: (trailer) => (found.trailer = trailer),
  });
  for await (const { collection, doc } of docs)
    if (collection === 'payloads' && 'key' in doc && typeof doc.key === 'string' && keyIds.size < SOME_KEYS)
      keyIds.add(doc.key);
  if (!found.header || !found.trailer) throw broken('its end is missing');
  return { header: found.header, trailer: found.trailer, keyIds: [...keyIds] };
}

const SOME_KEYS = 200;
const WRONG_KIND: Readonly<Record<Holds, string>> = {
  KEYS: 'This is a backup of the key database: restore it with --keys.',
  DATA: 'This is a backup of the main database: restore it without --keys.',
};

function readHeader(line: string): Header {
  const header = headerSchema.safeParse(parse(line)).data;
  if (!header) throw new UnusableBackup('This is no backup of Lethe.');
  if (header.format !== FORMAT)
    throw new UnusableBackup(
      `The backup is of format ${String(header.format)}, and this program reads format ${String(FORMAT)}. ` +
        `It was written by Lethe ${header.version}: restore it with that version or a newer one.`,
    );
  if (header.schema > latestSchema())
    throw new UnusableBackup(
      `The backup was written by a newer Lethe (${header.version}, schema ${String(header.schema)}): restore it with that one.`,
    );
  return header;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const text = createGunzip();
  source.on('error', (error) => text.destroy(error));
  try {
    yield* createInterface({ input: source.pipe(text), crlfDelay: Infinity });
  } catch (error) {
    throw isGzipError(error) ? broken('it is no whole gzip file') : error;
  } finally {
    source.destroy();
  }
}

function isGzipError(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && code.startsWith('Z_');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function decodeOrThrow(line: string): Doc {
  try {
    return decode(line);
  } catch {
    throw broken('a document cannot be read');
  }
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function broken(why: string): UnusableBackup {
  return new UnusableBackup(`The backup is broken: ${why}. Nothing was changed.`);
}
