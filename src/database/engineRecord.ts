import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from './errors.js';
import type { Log } from './log.js';
import { identify, livenessOf, parseIdentity, type ProcessIdentity } from '../lib/processIdentity.js';

/** The engine that runs on a folder: its process and its port on the loopback. */
export interface EngineRecord extends ProcessIdentity {
  readonly port: number;
}

/** As long as an engine may take to write its last checkpoint. */
const STOP_MS = 20_000;

export const engineRecordFile = (folder: string) => path.join(folder, 'engine.pid');

/** Notes a started engine at once (synchronously): were we killed before the note, nobody could find it again. */
export function writeEngineRecord(folder: string, pid: number, port: number): void {
  const record: EngineRecord = { ...identify(pid), port };
  writeFileSync(engineRecordFile(folder), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

export function removeEngineRecord(folder: string): void {
  rmSync(engineRecordFile(folder), { force: true });
}

/** What was noted last; null when there is no note, or no readable one. */
export function readEngineRecord(folder: string): EngineRecord | null {
  try {
    const value = JSON.parse(readFileSync(engineRecordFile(folder), 'utf8')) as Record<string, unknown>;
    const identity = parseIdentity(value);
    const { port } = value;
    return identity === null || typeof port !== 'number' ? null : { ...identity, port };
  } catch {
    return null;
  }
}

/**
 * Ends the engine that a killed process of ours left behind on the folder. To be called by the folder's lock holder
 * only: then whoever started that engine is gone. A process that merely got the engine's number is left alone; were
 * it the engine after all, the engine's own file lock refuses the second one.
 * @throws DatabaseError when it does not end
 */
export async function terminateOrphan(folder: string, log: Log): Promise<void> {
  const record = readEngineRecord(folder);
  if (record === null) return;
  if (livenessOf(record) === 'same') {
    log('Stopping the database engine that a killed process left behind', { pid: record.pid });
    if (!(await end(record, 'SIGTERM', STOP_MS)) && !(await end(record, 'SIGKILL', STOP_MS))) {
      throw new DatabaseError(`The old database engine (process ${record.pid}) on ${folder} does not end.`);
    }
  }
  removeEngineRecord(folder);
}

async function end(record: EngineRecord, signal: NodeJS.Signals, waitMs: number): Promise<boolean> {
  const gone = () => livenessOf(record) !== 'same';
  try {
    process.kill(record.pid, signal);
  } catch (error) {
    if (gone()) return true;
    throw error;
  }
  for (const until = Date.now() + waitMs; Date.now() < until;) {
    if (gone()) return true;
    await sleep(50);
  }
  return gone();
}
