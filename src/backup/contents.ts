import { COLLECTIONS, KEY_DATABASE_COLLECTIONS, MAIN_COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Documents } from '../events/documents.js';
import { READ_MODELS } from '../projections/rebuild.js';
import type { Holds } from './backupFile.js';

/** Made anew from the commits; of this process or moment alone; or what nobody wants back: sessions that were ended. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...READ_MODELS,
  COLLECTIONS.sessions,
  COLLECTIONS.oneTimeLinks,
  COLLECTIONS.instances,
  COLLECTIONS.migrations,
]);

/**
 * The collections of a backup, in the order in which they are read. Commits come first: what belongs to one and is read
 * later is there, or it was erased or done meanwhile, which is no contradiction.
 */
export function collectionsOf(holds: Holds): readonly string[] {
  if (holds === 'KEYS') return KEY_DATABASE_COLLECTIONS.map(({ name }) => name);
  const first = [COLLECTIONS.commits, COLLECTIONS.payloads];
  const names = MAIN_COLLECTIONS.map(({ name }) => name);
  return [...first, ...names.filter((name) => !LEFT_OUT.has(name) && !first.includes(name as 'commits'))];
}

/** Everything that a restore replaces, read models included. */
export function replacedBy(holds: Holds): readonly string[] {
  const specs = holds === 'KEYS' ? KEY_DATABASE_COLLECTIONS : MAIN_COLLECTIONS;
  return specs.map(({ name }) => name).filter((name) => name !== COLLECTIONS.migrations);
}

export function databaseOf({ documents, keys }: Core, holds: Holds): Documents {
  return holds === 'KEYS' ? keys : documents;
}
