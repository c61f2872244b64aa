import type { ChatwootAnswer, ChatwootClient, ChatwootFailed, ChatwootMessage } from './chatwootClient.js';
import type { ChatwootDelivered, ChatwootEvent, ChatwootTarget, ReadFile } from './chatwootEvent.js';
import { chatwootText } from './chatwootText.js';
import { findPlace } from './findPlace.js';
import { isSomebody } from './identifiers.js';

/** How far back a message is looked for: so many pages of 20. */
const PAGES = 5;

/**
 * Shows one event to the agents: finds or makes contact and conversation and writes the message there. Whoever calls
 * it again after a failure says so, and what is there already is not made twice.
 * @param attempt 1 for the first
 */
export async function deliverToChatwoot(
  client: ChatwootClient,
  target: ChatwootTarget,
  event: ChatwootEvent,
  readMedia: (event: ChatwootEvent) => Promise<ReadFile>,
  attempt: number,
): Promise<ChatwootDelivered> {
  const identity = event.group ?? event.person;
  if (!identity || !isSomebody(identity))
    return { kind: 'FAILED', reason: 'NOBODY', isFinal: true, retryAfterMs: null };
  if (event.kind === 'REVOCATION') return revoke(client, target, event);

  const file = await fileOf(event, readMedia);
  if (file.kind === 'LATER')
    return { kind: 'FAILED', reason: 'MEDIA_UNREADABLE', isFinal: false, retryAfterMs: null };
  const content = chatwootText(event, file.kind === 'GONE');
  if (content === '' && file.kind !== 'FILE') return { kind: 'NOTHING' };

  const place = await findPlace(client, target, identity, true);
  if (place.kind === 'FAILED') return asFailed(place);
  if (!place.value) return { kind: 'NOTHING' };
  const { conversationId, isNew } = place.value;
  if (attempt > 1 && !isNew) {
    const there = await findMessage(client, target, conversationId, event.sourceId);
    if (there.kind === 'FAILED') return asFailed(there);
    if (there.value) return { kind: 'NOTHING' };
  }
  const answered = event.kind === 'EDIT' ? { messageId: event.messageId } : event.answers;
  const made = await client.createMessage(target.access, conversationId, {
    content,
    messageType: event.direction === 'INBOUND' ? 'incoming' : 'outgoing',
    sourceId: event.sourceId,
    inReplyTo: inReplyTo(answered),
    file: file.kind === 'FILE' ? file.file : null,
  });
  return made.kind === 'FAILED' ? asFailed(made) : { kind: 'DELIVERED' };
}

function inReplyTo(answers: ChatwootEvent['answers']) {
  if (answers === null) return null;
  return 'messageId' in answers ? { sourceId: answers.messageId } : { messageId: answers.chatwootMessageId };
}

async function fileOf(
  event: ChatwootEvent,
  readMedia: (event: ChatwootEvent) => Promise<ReadFile>,
): Promise<ReadFile | { readonly kind: 'NONE' }> {
  return event.content && 'media' in event.content ? readMedia(event) : { kind: 'NONE' };
}

/** Its author took it back, so agents see that it was deleted. Where it is not found there is nothing to take back. */
async function revoke(
  client: ChatwootClient,
  target: ChatwootTarget,
  event: ChatwootEvent,
): Promise<ChatwootDelivered> {
  const identity = event.group ?? event.person;
  if (!identity) return { kind: 'NOTHING' };
  const place = await findPlace(client, target, identity, false);
  if (place.kind === 'FAILED') return asFailed(place);
  if (!place.value) return { kind: 'NOTHING' };
  const { conversationId } = place.value;
  const found = await findMessage(client, target, conversationId, event.messageId);
  if (found.kind === 'FAILED') return asFailed(found);
  if (!found.value) return { kind: 'NOTHING' };
  const deleted = await client.deleteMessage(target.access, { conversationId, messageId: found.value.id });
  if (deleted.kind === 'OK') return { kind: 'DELIVERED' };
  return deleted.reason === 'NOT_FOUND' ? { kind: 'NOTHING' } : asFailed(deleted);
}

/** The message that was made with a source id, among the latest of a conversation. */
export async function findMessage(
  client: ChatwootClient,
  { access }: ChatwootTarget,
  conversationId: number,
  sourceId: string,
): Promise<ChatwootAnswer<ChatwootMessage | null>> {
  let before: number | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const messages = await client.messagesOf(access, conversationId, before);
    if (messages.kind === 'FAILED') return messages;
    const found = messages.value.find((message) => message.sourceId === sourceId);
    if (found) return { kind: 'OK', value: found };
    const [first] = messages.value;
    if (!first) break;
    before = Math.min(...messages.value.map(({ id }) => id));
  }
  return { kind: 'OK', value: null };
}

function asFailed({ reason, retryAfterMs }: ChatwootFailed): ChatwootDelivered {
  return { kind: 'FAILED', reason, isFinal: reason === 'INVALID', retryAfterMs };
}
