import type { MessageContent } from '../../channels/inbound.js';
import type { MessageEvent } from '../../domain/message/message.js';
import { chatReadCutoff, isReadable } from '../../domain/retentionRules.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { Directory } from '../../projections/directory.js';
import { readIdentities } from '../../projections/identities.js';
import { accountPolicy, numberPolicy, type MessagePii, type MessageRow } from '../../projections/rows.js';
import type { SendLogRow } from '../../projections/sendRows.js';
import type { ChatwootEvent } from './chatwootEvent.js';

const MESSAGE = 'message:';

/**
 * A stored event as agents are shown it at this moment; null where it is erased or outside its window by now: nobody
 * is told what has been forgotten.
 */
export async function openChatwootEvent(
  core: Core,
  directory: Directory,
  ref: { readonly account: string; readonly stream: string; readonly version: number },
): Promise<ChatwootEvent | null> {
  const { account, stream, version } = ref;
  const commit = await core.documents.findOne<Commit>(COLLECTIONS.commits, { account, stream, version });
  const [event] = (commit?.events ?? []) as unknown as readonly MessageEvent[];
  if (!event || !(await mayTell(core, directory, account, event))) return null;
  const { data, payload } = event;
  const isRevoked = event.type === 'MessageRevoked';
  const opened = payload === undefined ? null : await core.vault.read(account, [payload], 'STORE');
  const pii = payload === undefined ? undefined : (opened?.get(payload) as MessagePii | undefined);
  // Erased since, or an edit took its place: then the edit tells it.
  if (!pii && !isRevoked) return null;
  const identities = await readIdentities(core, account, [data.subject, data.conversation]);
  const messageId = stream.slice(MESSAGE.length);
  const about = data.repliesTo ?? data.reactsTo;
  return {
    kind: isRevoked ? 'REVOCATION' : event.type === 'MessageEdited' ? 'EDIT' : 'MESSAGE',
    messageId,
    sourceId: version === 1 ? messageId : `${messageId}:${String(version)}`,
    direction: data.direction,
    person: identities.get(data.subject) ?? null,
    group: data.isGroup ? (identities.get(data.conversation) ?? null) : null,
    content: (pii?.content as MessageContent | undefined) ?? null,
    answers: about === undefined ? null : await answeredBy(core, account, about),
  };
}

async function mayTell(
  core: Core,
  directory: Directory,
  account: string,
  { data }: MessageEvent,
): Promise<boolean> {
  const [accountRow, number] = await Promise.all([
    directory.account(account),
    directory.number(account, data.number),
  ]);
  if (!accountRow || !number) return false;
  const cutoff = chatReadCutoff(accountPolicy(accountRow), numberPolicy(number), core.clock());
  return isReadable(data.at, cutoff);
}

/** What an agent wrote is known to Chatwoot by its own id; all else by ours. */
async function answeredBy(
  { documents }: Core,
  account: string,
  messageId: string,
): Promise<ChatwootEvent['answers']> {
  const row = await documents.findOne<MessageRow>(COLLECTIONS.messages, { _id: messageId, account });
  if (row?.send === undefined) return { messageId };
  const send = await documents.findOne<SendLogRow>(COLLECTIONS.sendLog, { _id: row.send, account });
  return send?.chatwoot ? { chatwootMessageId: send.chatwoot.message } : { messageId };
}
