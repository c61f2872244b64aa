import type { RecordClass } from '../domain/sweep.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { COLLECTION_OF, dueRanges, type Due, type DueRange } from './selectors.js';

/** Whether there is anything at all to erase of some classes: a look into each of their ranges, all at once. */
export async function hasDue(core: Core, classes: readonly RecordClass[], due: Due): Promise<boolean> {
  const looks = classes.flatMap((recordClass) =>
    dueRanges(recordClass, due).map((range) => isAnyIn(core, COLLECTION_OF[recordClass], range)),
  );
  return (await Promise.all(looks)).includes(true);
}

async function isAnyIn({ documents }: Core, collection: string, { range, rest }: DueRange): Promise<boolean> {
  if (!rest) return (await documents.findOne<Doc>(collection, range, { fields: ['_id'] })) !== null;
  const pipeline = [{ $match: range }, { $match: rest }, { $limit: 1 }, { $project: { _id: 1 } }];
  return (await documents.aggregate<Doc>(collection, pipeline)).length > 0;
}

const CHATS: readonly RecordClass[] = ['MESSAGES', 'CONVERSATIONS', 'STATUSES'];

export function hasDueChats(core: Core, due: Due): Promise<boolean> {
  return hasDue(core, CHATS, due);
}

export function hasDueDeliveries(core: Core, due: Due): Promise<boolean> {
  return hasDue(core, ['DELIVERIES'], due);
}

export function hasDueSends(core: Core, due: Due): Promise<boolean> {
  return hasDue(core, ['SEND_LOG'], due);
}
