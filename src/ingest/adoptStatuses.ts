import type { StatusReported } from '../domain/deliveryStatus/deliveryStatus.js';
import { refusalSentence } from '../channels/whatsapp/refusalSentences.js';
import { SYSTEM } from '../domain/events.js';
import { sendDecider, sendStream } from '../domain/send/send.js';
import { reportSendStatus } from '../domain/send/sendCommands.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { handle } from '../events/handle.js';
import { createBatcher } from '../lib/batcher.js';
import { groupBy } from '../lib/collections.js';
import { messageIdOf } from '../projections/messageIds.js';
import type { StatusRow } from '../projections/statusRows.js';

/** By the message's id. */
interface StatusesOf {
  readonly account: string;
  readonly id: string;
}

const MAX_BATCH = 200;

/** Tells whether statuses are kept of a message; all that ask at a moment share one query. */
export function createStatusFinder({ documents }: Core): (of: StatusesOf) => Promise<boolean> {
  const batcher = createBatcher<StatusesOf, boolean>(async (asked) => {
    const found = new Set<string>();
    for (const [account, group] of groupBy(asked, (of) => of.account)) {
      const filter = { account, _id: { $in: group.map(({ id }) => id) } };
      const rows = await documents.find<StatusRow>(COLLECTIONS.statuses, filter, { fields: ['_id'] });
      for (const { _id } of rows) found.add(`${account}/${_id}`);
    }
    return asked.map(({ account, id }) => ({ ok: true, value: found.has(`${account}/${id}`) }));
  }, MAX_BATCH);
  return batcher.submit;
}

/**
 * Statuses that came before the provider's answer did, without what tells whose they are: they are kept by the
 * message's id, and belong to the send that it turned out to be of. Doing it again changes nothing.
 */
export async function adoptStatuses(
  core: Core,
  hasStatuses: (of: StatusesOf) => Promise<boolean>,
  send: { readonly account: string; readonly number: string; readonly _id: string },
  externalId: string,
): Promise<void> {
  const { account, number, _id } = send;
  const id = await messageIdOf(core, account, number, externalId);
  if (!(await hasStatuses({ account, id }))) return;
  for (const commit of await core.store.load(account, `status:${id}`)) {
    for (const { data } of commit.events as unknown as readonly StatusReported[]) {
      const { status, statusAt: at, errorCode, pricing } = data;
      const errorMessage = status === 'FAILED' ? refusalSentence(errorCode, 'NEVER') : null;
      await handle(core.store, sendDecider, { account, stream: sendStream(_id), by: SYSTEM }, (state) =>
        reportSendStatus(state, { status, at, errorCode, errorMessage, pricing, providerConversation: null }),
      );
    }
  }
}
