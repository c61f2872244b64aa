import { chatContentOf, outboundText, type Recipient } from '../channels/outbound.js';
import { utcDay } from '../lib/clock.js';
import type { SubjectIdentity } from '../domain/contact/contact.js';
import { composeMessage, type MessageFacts } from '../domain/message/message.js';
import { queueSend as decideQueue } from '../domain/send/sendCommands.js';
import { sendStream } from '../domain/send/send.js';
import type { Core } from '../events/core.js';
import type { Append } from '../events/eventStore.js';
import type { Contacts } from '../ingest/contacts.js';
import { numberScope, type MessagePii } from '../projections/rows.js';
import { sendLogScope } from '../projections/sendRows.js';
import { factsOf, outboundOf, piiOf, type Draft } from './draft.js';

/**
 * Writes a send to be asked for by the worker: the chat record and the send-log entry in one unit, each with a
 * payload of its own, for two policies decide over them. What the log may not keep is in the chat record alone.
 * @returns the conversation
 * @throws StaleGuard when a policy changed since it was read; SubjectGone when the contact was forgotten meanwhile
 */
export async function queueSend(core: Core, contacts: Contacts, draft: Draft): Promise<string> {
  const { id, request, number, policies, at, reply } = draft;
  const { account } = number;
  const met = await contacts.meet(number, identityOf(draft.recipient), id, at);
  try {
    const message = core.newId();
    const content = chatContentOf(draft.content);
    const pii: MessagePii = {
      externalId: null,
      repliedToExternalId: reply?.externalId ?? null,
      content,
      text: outboundText(draft.content),
      referral: null,
      outbound: outboundOf(draft),
    };
    const day = utcDay(at);
    const logScope = sendLogScope(number._id, request.apiKey);
    const [chat, log] = await Promise.all([
      core.vault.seal({ account, scope: numberScope(number._id), day, subject: met.id, content: pii }),
      policies.mayLog(at)
        ? core.vault.seal({ account, scope: logScope, day, subject: null, content: piiOf(draft) })
        : null,
    ]);
    const facts: MessageFacts = {
      number: number._id,
      conversation: met.id,
      subject: met.id,
      isGroup: draft.recipient.kind === 'GROUP',
      direction: 'OUTBOUND',
      type: content.type,
      at,
      providerAt: at,
      storedAt: at,
      bytes: chat.box.length,
      send: id,
      ...(reply && { repliesTo: reply.message }),
    };
    const composed: Append = {
      account,
      stream: `message:${message}`,
      expectedVersion: 0,
      events: composeMessage({ kind: 'UNKNOWN' }, facts, chat._id).events,
      by: request.by,
      payloads: [chat],
      guard: policies.chatGuard,
    };
    const data = {
      ...factsOf(draft),
      message,
      conversation: met.id,
      bytes: log?.box.length ?? 0,
      isInline: false,
      idempotency: draft.idempotency,
    };
    const queued: Append = {
      account,
      stream: sendStream(id),
      expectedVersion: 0,
      events: decideQueue({ kind: 'NONE' }, data, log?._id ?? null),
      by: request.by,
      ...(log && { payloads: [log], guard: policies.logGuard }),
    };
    await core.store.append([...met.appends, composed, queued]);
    met.settle(true);
    return met.id;
  } catch (error) {
    met.settle(false);
    throw error;
  }
}

function identityOf(recipient: Recipient): SubjectIdentity {
  const nobody = { phone: null, userId: null, parentUserId: null, username: null, name: null, groupId: null };
  switch (recipient.kind) {
    case 'PHONE':
      return { ...nobody, phone: recipient.phone };
    case 'USER':
      return { ...nobody, userId: recipient.userId };
    case 'GROUP':
      return { ...nobody, groupId: recipient.groupId };
  }
}
