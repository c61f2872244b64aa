import { EVERYTHING } from '../../domain/retentionRules.js';
import { COLLECTIONS } from '../../events/collections.js';
import { groupBy } from '../../lib/collections.js';
import type { ConversationRow } from '../../projections/rows.js';
import { removeSubjects } from '../forgetSubjects.js';
import type { ErasureWork, PassedBy } from './work.js';

/**
 * First of all: who they are, and the secret that their messages, files and whatever was answered about them are sealed
 * with. From then on nothing of it can be read, here or in a copy, and nobody can store anything under it any more: a
 * message that is on its way finds no row, and its author is met as somebody new.
 */
export async function eraseContacts(work: ErasureWork): Promise<PassedBy> {
  const { core, account, subjects, tally } = work;
  if (subjects.length === 0) return { isHeld: false };
  for (const [number, own] of groupBy(await contactsLeft(work), (row) => row.number)) {
    const ids = own.map(({ _id }) => _id);
    await removeSubjects(core, { account, number, cutoff: EVERYTHING }, tally, ids, () => true);
  }
  const held = (await contactsLeft(work)).map(({ _id }) => _id);
  const gone = subjects.filter((id) => !held.includes(id));
  // Also of whom no row was left: as of somebody whom a backup of the keys has brought back.
  await core.subjects.destroy(account, gone);
  core.vault.forgetCached();
  // What Chatwoot was still to be told of them. What is in somebody's hands at this moment is left to them.
  const lane = { $in: gone };
  await core.documents.deleteMany(COLLECTIONS.chatwootJobs, { account, lane, claim: { $exists: false } });
  return { isHeld: held.length > 0 };
}

/** Those of them who are still there: nobody, or whom a legal hold keeps. */
export function contactsLeft({
  core,
  account,
  subjects,
}: ErasureWork): Promise<Pick<ConversationRow, '_id' | 'number'>[]> {
  const filter = { account, _id: { $in: subjects } };
  return core.documents.find<ConversationRow>(COLLECTIONS.conversations, filter, { fields: ['number'] });
}
