import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EMBEDDED_ENGINES, type EmbeddedEngine } from './chooseWays.js';
import { DatabaseError } from './errors.js';

/** Who wrote a data folder. `port` is where it listened last; mongod's replica set is configured for it. */
export interface EngineMemory {
  readonly engine: EmbeddedEngine;
  readonly version: string;
  readonly port: number;
}

const fileOf = (folder: string) => path.join(folder, 'engine.json');

/**
 * Reads which engine wrote the folder; null for a new one.
 * @throws DatabaseError when the note is there but cannot be understood: to guess would start an empty database
 */
export async function readEngineMemory(folder: string): Promise<EngineMemory | null> {
  let text: string;
  try {
    text = await readFile(fileOf(folder), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const memory = parse(text);
  if (memory === null)
    throw new DatabaseError(`${fileOf(folder)} does not name the engine that wrote the data.`);
  return memory;
}

/** Notes, atomically, which engine wrote the folder. To be called before the database is handed to anybody. */
export async function writeEngineMemory(folder: string, memory: EngineMemory): Promise<void> {
  const half = `${fileOf(folder)}.new`;
  await writeFile(half, `${JSON.stringify(memory)}\n`, { mode: 0o600, flush: true });
  await rename(half, fileOf(folder));
}

function parse(text: string): EngineMemory | null {
  try {
    const { engine, version, port } = JSON.parse(text) as Record<string, unknown>;
    const known = EMBEDDED_ENGINES.find((name) => name === engine);
    if (known === undefined || typeof version !== 'string' || typeof port !== 'number') return null;
    return { engine: known, version, port };
  } catch {
    return null;
  }
}
