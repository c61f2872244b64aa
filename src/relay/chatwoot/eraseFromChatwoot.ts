import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { ChatwootAccess, ChatwootAnswer, ChatwootClient, ChatwootMessage } from './chatwootClient.js';
import type { ChatwootTarget } from './chatwootEvent.js';
import { failed } from './chatwootTransport.js';
import { findContact } from './findPlace.js';

/** How far back a conversation is looked through: so many pages of 20. */
const PAGES = 500;
/** Of what stays when its contact cannot be deleted: as much as makes sense at each try. */
const CLEARED_PAGES = 50;

const ok = <T>(value: T) => ({ kind: 'OK', value }) as const;

/**
 * Deletes everybody whom Chatwoot knows by one of the keys, with their conversations and messages. Where it does not let us
 * delete a contact (the token is an agent's), what was written is deleted all the same, and the failure told.
 * @param keys phone numbers and user ids, exactly as they are
 * @returns how many contacts
 */
export async function eraseContactFromChatwoot(
  client: ChatwootClient,
  access: ChatwootAccess,
  keys: readonly string[],
): Promise<ChatwootAnswer<number>> {
  let deleted = 0;
  for (const key of keys) {
    const found = await client.findContacts(access, key);
    if (found.kind === 'FAILED') return found;
    for (const { id } of found.value) {
      const gone = await deleteContact(client, access, id);
      if (gone.kind === 'FAILED') return gone;
      deleted += 1;
    }
  }
  return ok(deleted);
}

async function deleteContact(
  client: ChatwootClient,
  access: ChatwootAccess,
  id: number,
): Promise<ChatwootAnswer<null>> {
  const answer = await client.deleteContact(access, id);
  if (answer.kind === 'OK') return answer;
  const isThere = answer.reason !== 'NOT_FOUND' || (await client.getContact(access, id)).kind === 'OK';
  if (!isThere) return ok(null);
  // Out of reach is tried again as a whole; refused, its conversations need not wait for somebody to give us the right.
  if (['UNAUTHORIZED', 'NOT_FOUND', 'INVALID'].includes(answer.reason)) {
    const conversations = await client.conversationsOf(access, id);
    if (conversations.kind === 'FAILED') return conversations;
    for (const { id: conversation } of conversations.value) {
      const cleared = await deleteMessages(client, access, conversation, () => true, CLEARED_PAGES);
      if (cleared.kind === 'FAILED') return cleared;
    }
  }
  return failed(answer.reason, answer.retryAfterMs);
}

/**
 * Deletes what one person wrote in a group, and its edits, from the conversations with the group in our inbox.
 * @param messages our ids of their messages
 * @returns how many were there
 */
export async function eraseGroupMessagesFromChatwoot(
  client: ChatwootClient,
  target: ChatwootTarget,
  group: SubjectIdentity,
  messages: ReadonlySet<string>,
): Promise<ChatwootAnswer<number>> {
  const { access, inboxId } = target;
  const contact = await findContact(client, target, group);
  if (contact.kind === 'FAILED' || !contact.value) return contact.kind === 'FAILED' ? contact : ok(0);
  const conversations = await client.conversationsOf(access, contact.value.id);
  if (conversations.kind === 'FAILED') return conversations;
  // An edit has the id of its message and its own version behind it.
  const isTheirs = ({ sourceId }: ChatwootMessage): boolean =>
    sourceId !== null && messages.has(sourceId.split(':')[0] ?? '');
  let deleted = 0;
  for (const { id, inboxId: inbox } of conversations.value) {
    if (inbox !== inboxId) continue;
    const cleared = await deleteMessages(client, access, id, isTheirs, PAGES);
    if (cleared.kind === 'FAILED') return cleared;
    deleted += cleared.value;
  }
  return ok(deleted);
}

async function deleteMessages(
  client: ChatwootClient,
  access: ChatwootAccess,
  conversationId: number,
  isChosen: (message: ChatwootMessage) => boolean,
  pages: number,
): Promise<ChatwootAnswer<number>> {
  let deleted = 0;
  let before: number | undefined;
  for (let page = 0; page < pages; page += 1) {
    const messages = await client.messagesOf(access, conversationId, before);
    if (messages.kind === 'FAILED') return messages;
    if (messages.value.length === 0) break;
    for (const { id: messageId } of messages.value.filter(isChosen)) {
      const answer = await client.deleteMessage(access, { conversationId, messageId });
      if (answer.kind === 'FAILED' && answer.reason !== 'NOT_FOUND') return answer;
      deleted += 1;
    }
    before = Math.min(...messages.value.map(({ id }) => id));
  }
  return ok(deleted);
}
