import { CommanderError } from 'commander';
import { UnusableBackup } from '../backup/backupFile.js';
import { InvalidConfig } from '../config.js';
import { DatabaseError } from '../database/errors.js';
import { WrongMasterKey } from '../events/keyRing.js';
import { errorName, LetheError } from '../lib/errors.js';
import { BrokenMasterKeyFile } from '../masterKeyFile.js';
import { UnknownSchema } from '../migrations/schemaVersion.js';
import { ObjectStoreUnusable } from '../storage/objectStore.js';

/** The command line was not used as it is meant; the process ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command could not do, or found wrong, what its message says; the process ends with 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Ended by Ctrl+C or SIGTERM. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super('Stopped.');
  }
}

export interface Failure {
  /** What to print; null: it is printed already. */
  readonly message: string | null;
  readonly exitCode: number;
}

/** As shells count it: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * What a thrown value means to whoever typed the command. The message of an error that is not ours is not shown: a
 * driver's can quote values, and so PII.
 */
export function failureOf(error: unknown, isVerbose: boolean): Failure {
  if (error instanceof CommanderError) return { message: null, exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof UsageError) return { message: error.message, exitCode: 2 };
  if (error instanceof Interrupted) return { message: error.message, exitCode: INTERRUPTED };
  if (isForOperator(error)) return { message: error.message, exitCode: 1 };
  const where = isVerbose ? `\n${framesOf(error)}` : ' --verbose tells where.';
  return { message: `The command failed by a mistake of ours (${errorName(error)}).${where}`, exitCode: 1 };
}

/** Its message is a sentence for the operator, without PII and without secrets. */
export function isForOperator(error: unknown): error is Error {
  return (
    error instanceof CommandFailed ||
    error instanceof InvalidConfig ||
    error instanceof LetheError ||
    error instanceof DatabaseError ||
    error instanceof WrongMasterKey ||
    error instanceof UnknownSchema ||
    error instanceof UnusableBackup ||
    error instanceof BrokenMasterKeyFile ||
    error instanceof ObjectStoreUnusable ||
    isSystemError(error)
  );
}

/** A file, a disk, a port: the message names the path or the port and nothing else. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}

function framesOf(error: unknown): string {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
