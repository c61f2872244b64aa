import { COLLECTIONS } from '../events/collections.js';
import { groupBy } from '../lib/collections.js';
import type { Directory } from '../projections/directory.js';
import { readIdentities } from '../projections/identities.js';
import type { NumberRow } from '../projections/rows.js';
import type { ChatwootClient } from '../relay/chatwoot/chatwootClient.js';
import { findChatwootTarget } from '../relay/chatwoot/chatwootTargets.js';
import {
  eraseContactFromChatwoot,
  eraseGroupMessagesFromChatwoot,
} from '../relay/chatwoot/eraseFromChatwoot.js';
import { contactsLeft } from '../retention/erase/eraseContacts.js';
import type { ErasureTask } from '../retention/erase/eraseMessages.js';
import type { ErasedIdentity } from '../retention/erase/erasureRow.js';
import type { ErasureWork } from '../retention/erase/work.js';
import { done, failedWith, HELD, NOT_APPLICABLE, waiting, type Outcome } from './outcome.js';

/** What Chatwoot knows of the person, for each number that is connected with one. It is the customer's own server. */
export async function eraseInChatwoot(
  { directory, client }: { readonly directory: Directory; readonly client: ChatwootClient },
  work: ErasureWork,
  identity: ErasedIdentity,
): Promise<Outcome> {
  const { core, account, subjects, tally } = work;
  const rows = await core.documents.find<NumberRow>(COLLECTIONS.numbers, {
    account,
    chatwoot: { $exists: true },
  });
  const numbers = rows.filter(({ removedAt }) => !removedAt);
  if (numbers.length === 0) {
    await core.documents.deleteMany(COLLECTIONS.erasureTasks, { account, erasure: work.erasure });
    return NOT_APPLICABLE;
  }
  if ((await contactsLeft(work)).length > 0) return HELD;
  const underWay = { account, lane: { $in: subjects }, state: 'WAITING' };
  // One that was opened a moment ago would make the contact anew.
  if (await core.documents.findOne(COLLECTIONS.chatwootJobs, underWay)) return waiting('BEING_TOLD');
  for (const number of numbers) {
    const target = await findChatwootTarget(core, directory, number);
    if (!target) continue;
    const keys = [...identity.userIds, ...identity.phones];
    const contacts = await eraseContactFromChatwoot(client, target.access, keys);
    if (contacts.kind === 'FAILED') return failedWith(contacts.reason);
    await tally.countIn(core.documents, 'CHATWOOT', contacts.value);
    const inGroups = await eraseInGroups(client, work, number._id, target);
    if (inGroups.state !== 'DONE') return inGroups;
  }
  return done();
}

async function eraseInGroups(
  client: ChatwootClient,
  { core, account, erasure, tally }: ErasureWork,
  number: string,
  target: NonNullable<Awaited<ReturnType<typeof findChatwootTarget>>>,
): Promise<Outcome> {
  const { documents } = core;
  const filter = { account, erasure, number };
  const tasks = await documents.find<ErasureTask>(COLLECTIONS.erasureTasks, filter);
  for (const [group, own] of groupBy(tasks, (task) => task.group)) {
    const identity = (await readIdentities(core, account, [group])).get(group);
    const ids = new Set(own.map(({ message }) => message));
    // Of a group that is forgotten nobody knows any more what Chatwoot calls it.
    const answer = identity && (await eraseGroupMessagesFromChatwoot(client, target, identity, ids));
    if (answer?.kind === 'FAILED') return failedWith(answer.reason);
    await tally.countIn(documents, 'CHATWOOT', answer?.value ?? 0);
    await documents.deleteMany(COLLECTIONS.erasureTasks, { ...filter, group });
  }
  return done();
}
