import { addressOf, type Recipient } from '../channels/outbound.js';
import { SYSTEM } from '../domain/events.js';
import type { Core } from '../events/core.js';
import { InvalidInput } from '../lib/errors.js';
import type { Directory } from '../projections/directory.js';
import type { NumberRow } from '../projections/rows.js';
import type { ChatwootClient } from '../relay/chatwoot/chatwootClient.js';
import { findChatwootTarget } from '../relay/chatwoot/chatwootTargets.js';
import { recipientOfContact } from '../relay/chatwoot/identifiers.js';
import type { AgentReply } from '../relay/chatwoot/readHook.js';
import { partsOfReply } from './chatwootParts.js';
import { parseSendInput, type SendInput } from './sendInput.js';
import type { SendReceipt, SendRequest, Sending } from './sending.js';

export interface ReplyDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly sending: Sending;
  readonly chatwoot: ChatwootClient;
}

/**
 * Sends what an agent wrote in Chatwoot, in order; a hook that comes twice sends once. Where nothing is stored the
 * provider is asked within this call.
 * @throws InvalidInput, SendRefused: the agent must see that it failed
 */
export async function sendAgentReply(
  deps: ReplyDeps,
  number: NumberRow,
  reply: AgentReply,
): Promise<readonly SendReceipt[]> {
  const recipient = await recipientOf(deps, number, reply);
  const parts = partsOfReply(reply);
  // All of them are looked at before the first goes out.
  const requests = parts.map((part, index) => requestOf(deps, number, reply, recipient, part, index));
  const receipts: SendReceipt[] = [];
  for (const [index, { replyTo, ...request }] of requests.entries()) {
    const chatwoot = {
      conversation: reply.conversationId,
      message: reply.messageId,
      isLast: index === requests.length - 1,
    };
    receipts.push(await sendQuoting(deps.sending, { ...request, chatwoot, replyTo }));
  }
  return receipts;
}

function requestOf(
  { core }: ReplyDeps,
  number: NumberRow,
  { messageId, conversationId, inReplyTo }: AgentReply,
  recipient: Recipient,
  part: SendInput,
  index: number,
): SendRequest {
  const to =
    recipient.kind === 'GROUP' ? { groupId: recipient.groupId } : { destinationNumber: addressOf(recipient) };
  // Nothing is kept of what was said where nothing is stored, so nothing can be quoted by our id.
  const isQuoted = index === 0 && number.piiMode !== 'RELAY_ONLY';
  const input: SendInput = { ...part, ...to, ...(isQuoted && { replyTo: inReplyTo }) };
  return {
    ...parseSendInput(input, core.clock()),
    number,
    by: SYSTEM,
    origin: 'CHATWOOT',
    apiKey: null,
    idempotency: {
      key: `chatwoot/${String(conversationId)}/${String(messageId)}/${String(index)}`,
      // Addresses of files may be others each time: the message alone says that it is the same.
      body: String(messageId),
    },
  };
}

/** What it answers may be forgotten by now: then it goes without. */
async function sendQuoting(sending: Sending, request: SendRequest): Promise<SendReceipt> {
  try {
    return await sending.send(request);
  } catch (error) {
    const isQuote = error instanceof InvalidInput && error.errors.every(({ field }) => field === 'replyTo');
    if (!isQuote || request.replyTo === null) throw error;
    return sending.send({ ...request, replyTo: null });
  }
}

/** By what the hook tells of the contact; where that is not enough, Chatwoot is asked. @throws InvalidInput */
async function recipientOf(
  { core, directory, chatwoot }: ReplyDeps,
  number: NumberRow,
  { contact }: AgentReply,
): Promise<Recipient> {
  const told = recipientOfContact(contact);
  if (told) return told;
  const target = contact.id === null ? null : await findChatwootTarget(core, directory, number);
  const asked = target && (await chatwoot.getContact(target.access, contact.id ?? 0));
  const found = asked?.kind === 'OK' ? recipientOfContact(asked.value) : null;
  if (found) return found;
  const message = 'The contact has neither a phone number in E.164 form nor an identifier of WhatsApp.';
  throw new InvalidInput([{ field: 'contact', code: 'NOBODY', message }]);
}
