import type { InboundChat } from '../channels/inbound.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { NumberRow } from '../projections/rows.js';
import type { SendLogRow } from '../projections/sendRows.js';
import type { ChatwootEvent } from '../relay/chatwoot/chatwootEvent.js';
import { groupIdentity, personIdentity } from './contacts.js';
import { messageIdOf } from '../projections/messageIds.js';

/** What has only just arrived, as agents are shown it; null for what is not shown as a message. */
export async function chatwootEventOf(
  core: Core,
  number: NumberRow,
  event: InboundChat,
): Promise<ChatwootEvent | null> {
  if (event.kind === 'status') return null;
  const { account, _id } = number;
  const idOf = (externalId: string): Promise<string> => messageIdOf(core, account, _id, externalId);
  const sourceId = await idOf(event.externalId);
  const about = event.kind === 'message' ? (event.reactsTo ?? event.context?.repliedTo ?? null) : null;
  return {
    kind: event.kind === 'message' ? 'MESSAGE' : event.kind === 'edit' ? 'EDIT' : 'REVOCATION',
    messageId: event.kind === 'message' ? sourceId : await idOf(event.originalId),
    sourceId,
    direction: event.direction,
    person: personIdentity(event.peer),
    group: event.group && groupIdentity(event.group),
    content: event.kind === 'revocation' ? null : event.content,
    answers: about === null ? null : await answeredBy(core, number, await idOf(about)),
  };
}

/** What an agent wrote is known to Chatwoot by its own id; all else by ours. */
async function answeredBy(
  { documents }: Core,
  { account, _id: number }: NumberRow,
  externalKey: string,
): Promise<ChatwootEvent['answers']> {
  const send = await documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { account, externalKey, number });
  return send?.chatwoot ? { chatwootMessageId: send.chatwoot.message } : { messageId: externalKey };
}
