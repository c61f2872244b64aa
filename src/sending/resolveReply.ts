import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { invalid } from '../lib/errors.js';
import { messageIdOf } from '../projections/messageIds.js';
import type { MessagePii, MessageRow, NumberRow } from '../projections/rows.js';
import type { SendPolicies } from '../projections/sendPolicies.js';

/** The message that a send answers: by the provider's id (PII), and by ours. */
export interface ReplyTarget {
  readonly externalId: string;
  readonly message: string;
}

const OWN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @param replyTo the provider's id, or ours @throws InvalidInput when ours is not there, or may not be read any more */
export async function resolveReply(
  core: Core,
  number: NumberRow,
  policies: SendPolicies,
  replyTo: string | null,
): Promise<ReplyTarget | null> {
  if (replyTo === null) return null;
  const { account, _id } = number;
  if (!OWN_ID.test(replyTo)) {
    const key = await messageIdOf(core, account, _id, replyTo);
    const filter = { account, direction: 'OUTBOUND', externalKey: key };
    const sent = await core.documents.findOne<MessageRow>(COLLECTIONS.messages, filter);
    return { externalId: replyTo, message: sent?._id ?? key };
  }
  const filter = { _id: replyTo, account, number: _id };
  const row = await core.documents.findOne<MessageRow>(COLLECTIONS.messages, filter);
  if (row?.payload && policies.mayChat(row.at)) {
    const opened = await core.vault.read(account, [row.payload]);
    const pii = opened.get(row.payload) as MessagePii | undefined;
    if (typeof pii?.externalId === 'string') return { externalId: pii.externalId, message: row._id };
  }
  throw invalid('replyTo', 'NOT_FOUND', 'replyTo names no message of this number that can be answered.');
}
