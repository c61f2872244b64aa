import { COLLECTIONS, KEY_COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { migrate } from '../migrations/migrate.js';
import { markRestore, noteSchema } from '../migrations/schemaVersion.js';
import { rebuild } from '../projections/rebuild.js';
import type { OutboxRow } from '../projections/sendRows.js';
import { replayLedger } from '../retention/ledger.js';
import type { Counts } from '../retention/tally.js';
import { UnusableBackup, type Header, type Holds, type Trailer } from './backupFile.js';
import { databaseOf, replacedBy } from './contents.js';
import { readBackup, verifyBackup } from './readBackup.js';

const BATCH_DOCUMENTS = 1_000;
/** The mark of the master key is made whenever a database is opened. */
const MADE_BY_OPENING = 'master-check';

export interface Restored {
  readonly header: Header;
  readonly trailer: Trailer;
  /** What the ledger of the key database erased again; null for keys. */
  readonly forgotten: Readonly<Counts> | null;
}

/**
 * Puts back what {@link writeBackup} wrote. Nothing else may use the database meanwhile. The file is read to its end before
 * anything is changed; where it is broken off afterwards, the database is marked, and nobody serves it.
 * @param isForced replace what is there
 * @throws UnusableBackup; WrongMasterKey, when restored keys are under another master key
 */
export async function restoreBackup(
  core: Core,
  holds: Holds,
  file: string,
  isForced: boolean,
  onProgress: (done: number) => void = () => undefined,
): Promise<Restored> {
  const { header, trailer, keyIds } = await verifyBackup(file, holds);
  if (!isForced) await assertEmpty(core, holds);
  if (holds === 'DATA') await assertKeys(core, keyIds);

  await markRestore(core.documents, true);
  const target = databaseOf(core, holds);
  for (const collection of replacedBy(holds)) await target.deleteMany(collection, {});
  await load(core, holds, file, onProgress);
  core.keyRing.forgetCached();
  const forgotten = holds === 'DATA' ? await bringUpToDate(core, header.schema) : null;
  if (holds === 'KEYS') await core.keyRing.assertMasterKey();
  await markRestore(core.documents, false);
  return { header, trailer, forgotten };
}

/** Read models are those of this program, and what was erased since the backup is erased again. */
async function bringUpToDate(core: Core, schema: number): Promise<Readonly<Counts>> {
  await doubtSends(core);
  await core.documents.deleteMany(COLLECTIONS.migrations, { version: { $gt: 0 } });
  await noteSchema(core.documents, { version: schema, name: 'as restored' }, core.clock());
  await migrate(core);
  await rebuild(core);
  return replayLedger(core);
}

/**
 * What was due when the backup was made may have been sent since: nobody knows, so it is not sent again (decisions/0008).
 * The provider's statuses tell, or it fails after a while.
 */
async function doubtSends({ documents, clock }: Core): Promise<void> {
  const now = clock();
  const due = { state: { $in: ['WAITING', 'CLAIMED'] }, dueAt: { $lte: now } };
  const rows = await documents.find<OutboxRow>(COLLECTIONS.outbox, due);
  const set = { state: 'ASKED', claim: 'restore', leaseUntil: now, dueAt: now };
  await documents.update(
    COLLECTIONS.outbox,
    rows.map(({ _id, account }) => ({ filter: { _id, account }, set })),
  );
}

async function load(
  core: Core,
  holds: Holds,
  file: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const target = databaseOf(core, holds);
  let batch: Doc[] = [];
  let of: string | null = null;
  let done = 0;
  const flush = async (): Promise<void> => {
    if (of !== null && batch.length > 0) await target.insertMany(of, batch);
    done += batch.length;
    batch = [];
    onProgress(done);
  };
  for await (const { collection, doc } of readBackup(file)) {
    if (collection !== of || batch.length >= BATCH_DOCUMENTS) await flush();
    of = collection;
    batch.push(doc);
  }
  await flush();
}

async function assertEmpty(core: Core, holds: Holds): Promise<void> {
  const target = databaseOf(core, holds);
  for (const collection of replacedBy(holds)) {
    const found = await target.findOne<Doc>(collection, { _id: { $ne: MADE_BY_OPENING } });
    if (found)
      throw new UnusableBackup(
        `The database is not empty (${collection}). --force replaces everything that is in it.`,
      );
  }
}

/** Without its keys nothing of it can be read, and without their ledger nobody knows what was forgotten since. */
async function assertKeys({ keys }: Core, keyIds: readonly string[]): Promise<void> {
  if (keyIds.length === 0) return;
  const known = await keys.findOne<Doc>(KEY_COLLECTIONS.keys, { _id: { $in: keyIds } });
  if (!known)
    throw new UnusableBackup(
      'The key database knows none of the keys that sealed this backup. Restore the newest backup of the keys first ' +
        '(--keys), or name the right one (KEYS_MONGODB_URI, DATABASE_NAME).',
    );
}
