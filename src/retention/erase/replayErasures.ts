import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Doc } from '../../events/documents.js';
import { carryErasedOver } from '../carryErasedOver.js';
import { eraseItemsAgain } from '../erasedItems.js';
import type { Tally } from '../tally.js';
import { allErasedContacts, type ErasedContact } from './contactLedger.js';
import { eraseCalls } from './eraseCalls.js';
import { eraseContacts } from './eraseContacts.js';
import { eraseMessages } from './eraseMessages.js';
import { eraseSends, redactItemsAgain } from './eraseSends.js';
import { eraseStatuses } from './eraseStatuses.js';
import type { ErasureRow, TargetRow } from './erasureRow.js';
import type { ErasureWork } from './work.js';

/**
 * Erases again whoever and whatever single record a restored backup has brought back: at start, before anything is served.
 * Where the database is as new as the erasure, its row says so, and a look for each person's records is all it costs.
 */
export async function replayErasures(core: Core, counted: Tally): Promise<void> {
  await carryErasedOver(core);
  const tally = { ...counted, countIn: () => Promise.resolve() };
  for await (const erased of allErasedContacts(core)) {
    const { account, erasure } = erased;
    const row = await core.documents.findOne<ErasureRow>(COLLECTIONS.erasures, { _id: erasure, account });
    // Not finished yet, and not by a restore: whoever runs it next goes on.
    if (row?.open && !erased.completed) continue;
    const isKnown = row?.state === 'COMPLETED';
    if (isKnown && !(await isAnythingBack(core, erased))) continue;
    await eraseAgain(core, erased, tally);
    if (!isKnown) await restoreRow(core, erased, row);
  }
  await eraseItemsAgain(core);
  await redactItemsAgain(core, tally);
}

async function isAnythingBack({ documents }: Core, { account, subjects }: ErasedContact): Promise<boolean> {
  const looks = [
    documents.findOne<Doc>(COLLECTIONS.conversations, { account, _id: { $in: subjects } }),
    documents.findOne<Doc>(COLLECTIONS.messages, { account, conversation: { $in: subjects } }),
    documents.findOne<Doc>(COLLECTIONS.messages, { account, subject: { $in: subjects }, group: true }),
  ];
  return (await Promise.all(looks)).some((found) => found !== null);
}

async function eraseAgain(core: Core, erased: ErasedContact, tally: ErasureWork['tally']): Promise<void> {
  const { account, erasure, subjects, indexes, before } = erased;
  const work = { core, account, erasure, subjects, indexes: new Set(indexes), before, tally };
  await eraseContacts(work);
  await eraseSends(work);
  await eraseMessages(work);
  await eraseStatuses(work);
  await eraseCalls(work);
}

/** What is told of the erasure is as it was. What it was still doing elsewhere cannot be gone on with: its clue is lost. */
async function restoreRow(core: Core, erased: ErasedContact, row: ErasureRow | null): Promise<void> {
  const { account, erasure, by, contact, before, subjects, completed } = erased;
  const doc: ErasureRow = {
    _id: erasure,
    account,
    by,
    contact,
    state: 'COMPLETED',
    createdAt: before,
    finishedAt: completed?.at ?? core.clock(),
    identity: row?.identity ?? '',
    subjects,
    targets: completed?.targets ?? [lostTarget(core.clock())],
    attempts: row?.attempts ?? 0,
    dueAt: before,
    fence: (row?.fence ?? 0) + 1,
    leaseUntil: null,
  };
  await core.documents.transaction(async (tx) => {
    await tx.deleteMany(COLLECTIONS.erasures, { _id: erasure, account });
    await tx.insertMany(COLLECTIONS.erasures, [doc]);
    if (row) await tx.deleteMany(COLLECTIONS.payloads, { _id: row.identity, account });
  });
}

function lostTarget(since: Date): TargetRow {
  return { target: 'CHATWOOT', state: 'FAILED', count: 0, attempts: 0, lastError: 'RESTORED', since };
}
