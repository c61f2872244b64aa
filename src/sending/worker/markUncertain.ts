import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { UNCERTAIN_MS } from './limits.js';

/**
 * Nobody knows whether the provider took it: it is never asked again. For a while its statuses may tell; then it
 * has failed, which a later status still corrects.
 */
export async function markUncertain(core: Core, account: string, id: string): Promise<void> {
  const dueAt = new Date(core.clock().getTime() + UNCERTAIN_MS);
  await core.documents.update(COLLECTIONS.outbox, [
    {
      filter: { _id: id, account, state: { $in: ['INLINE', 'ASKED'] } },
      set: { state: 'UNCERTAIN', dueAt },
      unset: ['claim', 'leaseUntil', 'facts'],
    },
  ]);
}
