import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, opendir, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { assertObjectKey } from './objectKey.js';
import {
  limited,
  ObjectStoreUnusable,
  type ByteRange,
  type ObjectInfo,
  type ObjectStore,
} from './objectStore.js';

/** A folder with very many files is slow on some systems: the name's first characters make folders of their own. */
const SHARD = 2;
const UNFINISHED = '.unfinished';
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;

/**
 * Objects as files of a folder: written beside, flushed to the disk, then renamed, so that after a crash a file is whole
 * or not there.
 */
export function createLocalObjectStore(folder: string): ObjectStore {
  const unfinished = path.join(folder, UNFINISHED);
  const fileOf = (key: string): string => {
    assertObjectKey(key);
    const parts = key.split('/');
    const name = parts.pop() ?? '';
    return path.join(folder, ...parts, name.slice(0, SHARD), name);
  };

  const put = async (key: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> => {
    const target = fileOf(key);
    const draft = path.join(unfinished, randomUUID());
    await mkdir(unfinished, { recursive: true, mode: OWNER_ONLY_FOLDER });
    const file = await open(draft, 'wx', OWNER_ONLY_FILE);
    try {
      let bytes = 0;
      try {
        for await (const chunk of limited(body, maxBytes)) {
          await file.writeFile(chunk);
          bytes += chunk.length;
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(path.dirname(target), { recursive: true, mode: OWNER_ONLY_FOLDER });
      await rename(draft, target);
      await syncFolder(path.dirname(target));
      return bytes;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  };

  return {
    description: folder,
    open: async () => {
      try {
        await mkdir(unfinished, { recursive: true, mode: OWNER_ONLY_FOLDER });
        await access(unfinished, constants.W_OK);
      } catch {
        throw new ObjectStoreUnusable('The folder objects in DATA_DIR cannot be written to.');
      }
    },
    put,
    get: async (key, range) => {
      try {
        // Opened before it is answered: a file that is deleted meanwhile is read to its end.
        const file = await open(fileOf(key));
        return createReadStream('', { fd: file, ...boundsOf(range) });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    stat: async (key) => infoOf(key, fileOf(key)),
    delete: async (key) => {
      const file = fileOf(key);
      try {
        await unlink(file);
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      await syncFolder(path.dirname(file));
    },
    list: (prefix) => walk(folder, prefix),
    discardUnfinished: async (_prefix, before) => {
      for await (const name of namesIn(unfinished)) {
        const file = path.join(unfinished, name);
        const info = await infoOf(name, file);
        if (info && info.modifiedAt < before) await rm(file, { force: true });
      }
    },
    close: async () => undefined,
  };
}

function boundsOf(range: ByteRange | undefined): { readonly start?: number; readonly end?: number } {
  // Node's end is inclusive.
  return range ? { start: range.start, end: range.end - 1 } : {};
}

async function infoOf(key: string, file: string): Promise<ObjectInfo | null> {
  try {
    const { size, mtime } = await stat(file);
    return { key, bytes: size, modifiedAt: mtime };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Walks the folders that a prefix allows, one open at a time on each level. */
async function* walk(folder: string, prefix: string): AsyncGenerator<ObjectInfo, void, undefined> {
  const parts = prefix.split('/').slice(0, -1);
  for await (const { names, file } of filesIn(path.join(folder, ...parts), [])) {
    // The last folder is the shard: no part of the key.
    const key = [...parts, ...names.slice(0, -2), ...names.slice(-1)].join('/');
    const info = key.startsWith(prefix) ? await infoOf(key, file) : null;
    if (info) yield info;
  }
}

interface Found {
  readonly names: readonly string[];
  readonly file: string;
}

async function* filesIn(folder: string, above: readonly string[]): AsyncGenerator<Found, void, undefined> {
  try {
    for await (const entry of await opendir(folder)) {
      const names = [...above, entry.name];
      const file = path.join(folder, entry.name);
      if (entry.isFile()) yield { names, file };
      else if (entry.isDirectory() && entry.name !== UNFINISHED) yield* filesIn(file, names);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function* namesIn(folder: string): AsyncGenerator<string, void, undefined> {
  for await (const { names } of filesIn(folder, [])) yield names.join('/');
}

/** A rename and a removal are safe only when their folder is. Windows cannot open folders and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ENOENT' || code === 'ENOTDIR';
}
