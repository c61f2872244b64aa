import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Write } from '../../events/writes.js';
import type { Directory } from '../../projections/directory.js';
import type { ChatwootJobRow } from '../../projections/chatwootJobs.js';
import type { Relayable, RelayOutbox } from '../webhooks/relayOutbox.js';

/** What Chatwoot must still be told of, beside what webhook endpoints are. @param others the endpoints' */
export function withChatwoot(
  others: RelayOutbox,
  core: Core,
  directory: Directory,
  wake: () => void,
): RelayOutbox {
  return {
    rowsFor: async (event) => [...(await others.rowsFor(event)), ...(await rowsFor(core, directory, event))],
    wake: () => {
      others.wake();
      wake();
    },
  };
}

/** Of messages alone: statuses of what agents wrote are told by their sends (projections/chatwootJobs.ts). */
async function rowsFor(
  core: Core,
  directory: Directory,
  { account, number, stream, version, conversation }: Relayable,
): Promise<readonly Write[]> {
  if (!stream.startsWith('message:')) return [];
  const row = await directory.number(account, number);
  if (!row?.chatwoot) return [];
  const now = core.clock();
  const doc: ChatwootJobRow = {
    _id: core.newId(),
    account,
    number,
    lane: conversation,
    state: 'WAITING',
    dueAt: now,
    attempts: 0,
    createdAt: now,
    kind: 'EVENT',
    stream,
    version,
  };
  return [{ kind: 'insert', collection: COLLECTIONS.chatwootJobs, doc }];
}
