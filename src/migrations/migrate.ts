import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from '../lib/clock.js';
import { hasEnded, thisProcess, type ProcessRef } from '../lib/processRef.js';
import { INSTALLATION } from '../domain/installation/installation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DuplicateKey, type Doc, type DocumentOperations } from '../events/documents.js';
import { latestSchema, MIGRATIONS, type Migration } from './migrations.js';
import { assertKnownSchema, noteSchema, readSchema } from './schemaVersion.js';

/**
 * Another process goes on with the migrations of one that has not been heard of for so long, and at once with those of one
 * that is seen to be dead (lib/processRef.ts).
 */
const LEASE_MS = 30 * SECOND_MS;
const LOOK_EVERY_MS = SECOND_MS / 4;

interface LockDoc extends Doc {
  readonly account: string;
  readonly holder: string;
  readonly process?: ProcessRef;
  readonly until: Date;
}
const LOCK = { _id: 'lock', account: INSTALLATION };

/** Somebody else took over: this process was not heard of for too long. What it did is done again. */
class LockLost extends Error {
  override readonly name = 'LockLost';
}

/** What is still to be run, in order; empty where nothing is stored yet. */
export async function pendingMigrations(
  { documents }: Pick<Core, 'documents'>,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly Migration[]> {
  const schema = (await readSchema(documents)) ?? latestSchema(migrations);
  return migrations.filter(({ version }) => version > schema);
}

/**
 * Brings what is stored up to date. Of several processes one does it, and the others wait until it has.
 * @returns what this one ran
 * @throws UnknownSchema; what a migration throws: the next start tries it again
 */
export async function migrate(
  core: Core,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly Migration[]> {
  const { documents, log } = core;
  await assertKnownSchema(documents, migrations);
  if ((await isNoted(core)) && (await pendingMigrations(core, migrations)).length === 0) return [];
  await takeLock(core);
  const renewing = setInterval(() => void holdLock(core, documents).catch(() => undefined), LEASE_MS / 3);
  renewing.unref();
  try {
    const ran: Migration[] = [];
    // Looked up anew: whoever had the lock before has run them.
    for (const migration of await pendingMigrations(core, migrations)) {
      const { version, name } = migration;
      log.info({ version, name }, 'A migration runs.');
      await migration.up(core, () => holdLock(core, documents));
      await note(core, migration);
      log.info({ version, name }, 'A migration is done.');
      ran.push(migration);
    }
    if (!(await isNoted(core)))
      await note(core, {
        version: (await readSchema(documents)) ?? latestSchema(migrations),
        name: 'as it was found',
      });
    return ran;
  } finally {
    clearInterval(renewing);
    await documents
      .deleteMany(COLLECTIONS.migrations, { ...LOCK, holder: core.origin })
      .catch(() => undefined);
  }
}

async function isNoted({ documents }: Core): Promise<boolean> {
  const noted = { account: INSTALLATION, version: { $gt: 0 } };
  return (await documents.findOne<Doc>(COLLECTIONS.migrations, noted)) !== null;
}

/** In one transaction with a look at the lock: one that lost it notes nothing. */
function note(core: Core, migration: Pick<Migration, 'version' | 'name'>): Promise<void> {
  return core.documents.transaction(async (tx) => {
    await holdLock(core, tx);
    await noteSchema(tx, migration, core.clock());
  });
}

async function takeLock(core: Core): Promise<void> {
  const { documents, clock, origin, log } = core;
  for (let isTold = false; ;) {
    const now = clock();
    const until = new Date(now.getTime() + LEASE_MS);
    const held = await documents.findOne<LockDoc>(COLLECTIONS.migrations, LOCK);
    if (!held) {
      const isTaken = await documents
        .insertMany(COLLECTIONS.migrations, [
          { ...LOCK, holder: origin, process: thisProcess(), until } as LockDoc,
        ])
        .then(() => true, isDuplicate);
      if (isTaken) return;
    } else if (held.until <= now || hasEnded(held.process)) {
      // As it was read: of two processes one gets it.
      const { holder, until: heldUntil } = held;
      const filter = { ...LOCK, holder, until: heldUntil };
      const set = { holder: origin, process: thisProcess(), until };
      if ((await documents.update(COLLECTIONS.migrations, [{ filter, set }])).matched > 0) return;
    } else {
      if (!isTold) log.info({}, 'Another process brings the database up to date; this one waits for it.');
      isTold = true;
      await delay(LOOK_EVERY_MS);
    }
  }
}

/** Renews it. @throws LockLost */
async function holdLock({ clock, origin }: Core, documents: DocumentOperations): Promise<void> {
  const set = { until: new Date(clock().getTime() + LEASE_MS) };
  const filter = { ...LOCK, holder: origin };
  if ((await documents.update(COLLECTIONS.migrations, [{ filter, set }])).matched === 0)
    throw new LockLost('The lock on the migrations was lost to another process.');
}

function isDuplicate(error: unknown): false {
  if (error instanceof DuplicateKey) return false;
  throw error;
}
