import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { RecordingRow } from '../projections/callRows.js';
import type { MediaRow } from '../projections/mediaRow.js';
import { inBatches } from './batches.js';
import { deleteCallRecords, RECORDINGS } from './callRecords.js';
import { deleteObjects } from './deleteObjects.js';
import { eraseRecordings } from './eraseCalls.js';
import { dueRanges, type Due } from './selectors.js';
import type { Tally } from './tally.js';

const BATCH = 100;
type Chosen = Pick<RecordingRow, '_id' | 'payload' | 'copy' | 'reference'>;
const FIELDS = ['payload', 'copy', 'reference'];

/** A recording whose copy is doomed; `object` is its name. */
interface Copy {
  readonly row: Chosen;
  readonly media: Pick<MediaRow, '_id' | 'claimedUntil'>;
  readonly object: string;
}

/**
 * Deletes the due recordings of a number in our object store: first what opens the copy, then the object with every
 * version, and the row last, so that nobody forgets where an object is while it is there. A row whose original is still
 * at the third party stays for that.
 * @throws PhaseBroken when it is the store that is at fault
 */
export async function forgetRecordings(core: Core, due: Due, tally: Tally): Promise<void> {
  await eraseRecordings(core, due, tally);
  const settle = (rows: readonly Chosen[]): Promise<void> => settleStored(core, due, tally, rows);
  const copies = async function* (): AsyncGenerator<readonly Copy[]> {
    for (const { range, rest = {} } of dueRanges('RECORDINGS', due)) {
      const filter = { ...range, ...rest, payload: null };
      const rows = core.documents.stream<Chosen>(COLLECTIONS.recordings, filter, { fields: FIELDS });
      for await (const batch of inBatches(rows, BATCH)) {
        await tally.checkpoint();
        const found = await copiesOf(core, due, batch);
        const withCopy = new Set(found.map(({ row }) => row._id));
        await settle(batch.filter(({ _id }) => !withCopy.has(_id)));
        yield found;
      }
    }
  };
  await deleteObjects(core.objects, copies(), {
    next: () => Promise.resolve(),
    fail: ({ row }, error) => tally.fail(due.number, row._id, error),
    done: async (gone) => {
      const now = core.clock();
      // Somebody may be writing the object at this moment: its row stays until that is over, and it is deleted again.
      const free = gone.filter(({ media }) => !media.claimedUntil || media.claimedUntil <= now);
      const ids = free.map(({ media }) => media._id);
      await core.documents.deleteMany(COLLECTIONS.media, { account: due.account, _id: { $in: ids } });
      await settle(free.map(({ row }) => row));
    },
  });
}

async function copiesOf({ documents }: Core, { account }: Due, rows: readonly Chosen[]): Promise<Copy[]> {
  const byCopy = new Map(rows.flatMap((row) => (row.copy === undefined ? [] : [[row.copy, row] as const])));
  if (byCopy.size === 0) return [];
  const filter = { account, _id: { $in: [...byCopy.keys()] } };
  const fields = ['object', 'claimedUntil'];
  const files = await documents.find<MediaRow>(COLLECTIONS.media, filter, { fields });
  return files.flatMap(({ _id, object, claimedUntil }) => {
    const row = byCopy.get(_id);
    return row ? [{ row, object, media: { _id, ...(claimedUntil && { claimedUntil }) } }] : [];
  });
}

async function settleStored(core: Core, due: Due, tally: Tally, rows: readonly Chosen[]): Promise<void> {
  if (rows.length === 0) return;
  const { account } = due;
  await core.documents.transaction(async (tx) => {
    await due.guard?.(tx);
    const chosen = { account, _id: { $in: rows.map(({ _id }) => _id) }, payload: null };
    const found = await tx.find<Chosen>(COLLECTIONS.recordings, chosen, { fields: FIELDS });
    const left = found.filter(({ reference }) => reference !== undefined);
    const gone = found.filter(({ reference }) => reference === undefined).map(({ _id }) => _id);
    await tx.update(
      COLLECTIONS.recordings,
      left.map(({ _id }) => ({ filter: { _id, account }, unset: ['stored', 'copy'] })),
    );
    await deleteCallRecords(tx, account, RECORDINGS, gone);
    await tally.count(
      tx,
      'RECORDINGS',
      found.map(({ _id }) => _id),
    );
  });
}
