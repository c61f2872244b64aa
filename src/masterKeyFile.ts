import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KEY_BYTES } from './events/masterKey.js';

/** The file is there but holds no key. */
export class BrokenMasterKeyFile extends Error {
  override readonly name = 'BrokenMasterKeyFile';
  constructor() {
    super('The file master.key in DATA_DIR does not hold 32 bytes in base64. Put the original file back.');
  }
}

/**
 * Reads the master key that an earlier start made, or makes one (mode 0600). It is never overwritten.
 * @returns 32 bytes
 */
export async function readOrMakeMasterKey(file: string): Promise<Buffer> {
  const text = (await readIfThere(file)) ?? (await make(file));
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new BrokenMasterKeyFile();
  return key;
}

async function make(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // Whole or not there: of two processes that start at once, the first one's key serves both.
  await link(draft, file).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
