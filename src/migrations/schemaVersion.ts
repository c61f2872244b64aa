import { INSTALLATION } from '../domain/installation/installation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Doc, DocumentOperations } from '../events/documents.js';
import { FIRST_SCHEMA, latestSchema, MIGRATIONS, type Migration } from './migrations.js';

const RESTORE = 'restore';

/** What is noted of a migration that was run. */
export interface MigrationRow extends Doc {
  readonly account: string;
  readonly version: number;
  readonly name: string;
  readonly at: Date;
}

/** The database is not one that this program may serve; the message says what to do. */
export class UnknownSchema extends Error {
  override readonly name = 'UnknownSchema';
}

/** Null: nothing is stored yet, so it is whatever the program wants. */
export async function readSchema(documents: DocumentOperations): Promise<number | null> {
  const filter = { account: INSTALLATION, version: { $gt: 0 } };
  const rows = await documents.find<MigrationRow>(COLLECTIONS.migrations, filter);
  if (rows.length > 0) return Math.max(...rows.map(({ version }) => version));
  // Accounts first: they are few, and one engine reads a whole collection to tell its first document.
  for (const collection of [COLLECTIONS.accounts, COLLECTIONS.commits])
    if (await documents.findOne<Doc>(collection, {})) return FIRST_SCHEMA;
  return null;
}

/** Replaces what is noted: what is in the database is of this version from now on. */
export async function noteSchema(
  tx: DocumentOperations,
  { version, name }: Pick<Migration, 'version' | 'name'>,
  at: Date,
): Promise<void> {
  const row: MigrationRow = { _id: String(version), account: INSTALLATION, version, name, at };
  await tx.deleteMany(COLLECTIONS.migrations, { _id: row._id, account: INSTALLATION });
  await tx.insertMany(COLLECTIONS.migrations, [row]);
}

/**
 * To be called before anything is written, indexes included.
 * @throws UnknownSchema when a newer program wrote it
 */
export async function assertKnownSchema(
  documents: DocumentOperations,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const [found, known] = [await readSchema(documents), latestSchema(migrations)];
  if (found !== null && found > known)
    throw new UnknownSchema(
      `The database is of schema ${String(found)}, and this program knows those up to ${String(known)}: a newer Lethe ` +
        'wrote it. Start that one, or restore a backup from before the upgrade.',
    );
}

/** @throws UnknownSchema when a restore into the database was broken off */
export async function assertWhole(documents: DocumentOperations): Promise<void> {
  const mark = { _id: RESTORE, account: INSTALLATION };
  if (await documents.findOne<Doc>(COLLECTIONS.migrations, mark))
    throw new UnknownSchema(
      'A restore into this database was broken off, and what is in it is not whole. ' +
        'Run lethe restore again, with --force.',
    );
}

/** Whoever finds the mark serves nothing of this database. */
export async function markRestore(documents: DocumentOperations, isRestoring: boolean): Promise<void> {
  const mark = { _id: RESTORE, account: INSTALLATION };
  await documents.deleteMany(COLLECTIONS.migrations, mark);
  if (isRestoring) await documents.insertMany(COLLECTIONS.migrations, [mark]);
}
