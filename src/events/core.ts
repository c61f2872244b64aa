import { randomUUID } from 'node:crypto';
import type { Clock } from '../lib/clock.js';
import { createIds, type NewId } from '../lib/ids.js';
import type { Log } from '../lib/log.js';
import { noMeter, type Meter } from '../lib/meter.js';
import { noTracer, type Tracer } from '../lib/tracer.js';
import { createMemoryObjectStore } from '../storage/memoryObjectStore.js';
import type { ObjectStore } from '../storage/objectStore.js';
import { KEY_DATABASE_COLLECTIONS, MAIN_COLLECTIONS } from './collections.js';
import type { Documents } from './documents.js';
import { createEventStore, type EventStore } from './eventStore.js';
import { createKeyRing, type KeyRing } from './keyRing.js';
import { createMasterKey, type MasterKey } from './masterKey.js';
import { rewrapKeys, type Rewrapped } from './rewrapKeys.js';
import { createSubjects, type Subjects } from './subjects.js';
import { UPCASTERS, type Upcasters } from './upcast.js';
import { createVault, type Vault } from './vault.js';
import type { Project } from './writes.js';

/** What everything above the event store works with; made once a process by the composition root. */
export interface Core {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly meter: Meter;
  readonly tracer: Tracer;
  readonly documents: Documents;
  /** The key database. */
  readonly keys: Documents;
  readonly store: EventStore;
  readonly keyRing: KeyRing;
  readonly subjects: Subjects;
  readonly vault: Vault;
  readonly project: Project;
  /** Where files are. */
  readonly objects: ObjectStore;
  /** See {@link rewrapKeys}. */
  readonly rewrapKeys: () => Promise<Rewrapped>;
  /** See {@link MasterKey.derive}. */
  readonly deriveKey: (purpose: string) => Buffer;
  /** This process, as commits name it. */
  readonly origin: string;
}

/** Wires the event store over two document stores; touches neither. */
export function createCore(deps: {
  readonly documents: Documents;
  readonly keys: Documents;
  /** 32 bytes. */
  readonly masterKey: Buffer;
  /** 32 bytes, while the master key is being changed. */
  readonly nextMasterKey?: Buffer | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Default: nothing is counted. */
  readonly meter?: Meter;
  /** Default: nothing is traced. */
  readonly tracer?: Tracer;
  readonly project: Project;
  readonly upcasters?: Upcasters;
  /** In memory without: for tests. */
  readonly objects?: ObjectStore;
}): Core {
  const { documents, keys, clock, log, project, upcasters = UPCASTERS } = deps;
  const { objects = createMemoryObjectStore(), meter = noMeter, tracer = noTracer } = deps;
  const newId = createIds(clock);
  const origin = randomUUID().slice(0, 8);
  const master = createMasterKey(deps.masterKey, deps.nextMasterKey);
  const keyRing = createKeyRing({ keys, master, clock, newId });
  const subjects = createSubjects({ keys, keyRing, master, clock, newId });
  const vault = createVault({ documents, keyRing, subjects, newId });
  const store = createEventStore({ documents, clock, newId, origin, project, upcasters, tracer });
  const deriveKey: MasterKey['derive'] = (purpose) => master.derive(purpose);
  const parts = {
    keyRing,
    subjects,
    vault,
    project,
    objects,
    deriveKey,
    rewrapKeys: () => rewrapKeys(keys, master),
  };
  return { clock, newId, log, meter, tracer, documents, keys, store, origin, ...parts };
}

/** Makes collections and indexes and checks the master key, before anything is served. */
export async function openCore({ documents, keys, keyRing }: Core): Promise<void> {
  await keys.ensureIndexes(KEY_DATABASE_COLLECTIONS);
  await keyRing.assertMasterKey();
  await documents.ensureIndexes(MAIN_COLLECTIONS);
}
