import { randomBytes } from 'node:crypto';
import { KEY_DATABASE_COLLECTIONS, MAIN_COLLECTIONS } from '../../src/events/collections.js';
import { createCore, openCore, type Core } from '../../src/events/core.js';
import type { Doc } from '../../src/events/documents.js';
import { createMemoryDocuments } from '../../src/events/memoryDocuments.js';
import { systemClock, type Clock } from '../../src/lib/clock.js';
import { silentLog, type Log } from '../../src/lib/log.js';
import { createMemoryObjectStore } from '../../src/storage/memoryObjectStore.js';
import type { ObjectStore } from '../../src/storage/objectStore.js';
import { projectAll } from '../../src/projections/all.js';

/** A core in memory, with all read models: what the product runs on, without a server. */
export async function createTestCore({
  clock = systemClock,
  log = silentLog,
  objects = createMemoryObjectStore(),
}: { readonly clock?: Clock; readonly log?: Log; readonly objects?: ObjectStore } = {}): Promise<Core> {
  const core = createCore({
    documents: createMemoryDocuments(),
    keys: createMemoryDocuments(),
    masterKey: randomBytes(32),
    clock,
    log,
    project: projectAll,
    objects,
  });
  await openCore(core);
  return core;
}

/** Everything that is stored, in both databases, as one text: where a canary is looked for. Sealed bytes as hex. */
export async function everythingStored({ documents, keys }: Core): Promise<string> {
  const lists = await Promise.all([
    ...MAIN_COLLECTIONS.map(({ name }) => documents.find<Doc>(name, {})),
    ...KEY_DATABASE_COLLECTIONS.map(({ name }) => keys.find<Doc>(name, {})),
  ]);
  return JSON.stringify(lists, (_key, value: unknown) =>
    // A Buffer's own JSON is a list of numbers: as text a plain string inside of it is found.
    isBufferJson(value) ? Buffer.from(value.data).toString('latin1') : value,
  );
}

function isBufferJson(value: unknown): value is { readonly data: readonly number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}
