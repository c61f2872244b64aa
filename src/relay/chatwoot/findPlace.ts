import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { ChatwootAnswer, ChatwootClient, ChatwootContact } from './chatwootClient.js';
import type { ChatwootTarget } from './chatwootEvent.js';
import { identifierOf } from './identifiers.js';

/** The conversation that a message belongs to. */
export interface Place {
  readonly conversationId: number;
  /** It was made just now: nothing is in it. */
  readonly isNew: boolean;
}

/**
 * Finds the conversation with a person or group, or makes it, and the contact as well. We keep no map of Chatwoot's
 * contacts and conversations: they are searched each time, by what the channel tells.
 * @param isWanted false: nothing is made, and null is given where there is none
 */
export async function findPlace(
  client: ChatwootClient,
  target: ChatwootTarget,
  identity: SubjectIdentity,
  isWanted: boolean,
): Promise<ChatwootAnswer<Place | null>> {
  const { access, inboxId } = target;
  const found = await findContact(client, target, identity);
  if (found.kind === 'FAILED') return found;
  if (!found.value && !isWanted) return { kind: 'OK', value: null };
  const contact = found.value
    ? ({ kind: 'OK', value: found.value } as const)
    : await makeContact(client, target, identity);
  if (contact.kind === 'FAILED') return contact;

  const conversations = await client.conversationsOf(access, contact.value.id);
  if (conversations.kind === 'FAILED') return conversations;
  const open = conversations.value
    .filter((one) => one.inboxId === inboxId && (!isWanted || one.status !== 'resolved'))
    .reduce<number | null>((newest, { id }) => Math.max(newest ?? id, id), null);
  if (open !== null) return { kind: 'OK', value: { conversationId: open, isNew: false } };
  if (!isWanted) return { kind: 'OK', value: null };

  const source = await sourceIn(client, target, contact.value, identity);
  if (source.kind === 'FAILED') return source;
  const made = await client.createConversation(access, {
    inboxId,
    contactId: contact.value.id,
    sourceId: source.value,
  });
  if (made.kind === 'FAILED') return made;
  return { kind: 'OK', value: { conversationId: made.value.id, isNew: true } };
}

/** By the identifier, which is the narrower; else by the number, under which the customer may have entered them. */
export async function findContact(
  client: ChatwootClient,
  { access }: ChatwootTarget,
  identity: SubjectIdentity,
): Promise<ChatwootAnswer<ChatwootContact | null>> {
  const keys = [identifierOf(identity), identity.phone].filter((key) => key !== null);
  for (const key of new Set(keys)) {
    const found = await client.findContacts(access, key);
    if (found.kind === 'FAILED') return found;
    const [oldest] = [...found.value].sort((a, b) => a.id - b.id);
    if (oldest) return { kind: 'OK', value: oldest };
  }
  return { kind: 'OK', value: null };
}

async function makeContact(
  client: ChatwootClient,
  target: ChatwootTarget,
  identity: SubjectIdentity,
): Promise<ChatwootAnswer<ChatwootContact>> {
  const identifier = identifierOf(identity);
  const made = await client.createContact(target.access, {
    inboxId: target.inboxId,
    name: identity.name ?? identity.username ?? identity.phone,
    phoneNumber: identity.phone,
    identifier,
    sourceId: target.sourceIdOf(sourceKeyOf(identity)),
  });
  if (made.kind === 'OK' || made.reason !== 'INVALID') return made;
  // Another process was quicker: numbers and identifiers are unique in an account.
  const found = await findContact(client, target, identity);
  return found.kind === 'OK' && found.value ? { kind: 'OK', value: found.value } : made;
}

/** By what the contact is known in our inbox. */
async function sourceIn(
  client: ChatwootClient,
  target: ChatwootTarget,
  contact: ChatwootContact,
  identity: SubjectIdentity,
): Promise<ChatwootAnswer<string>> {
  const { access, inboxId } = target;
  const known = contact.inboxes?.find((one) => one.inboxId === inboxId);
  if (known) return { kind: 'OK', value: known.sourceId };
  const sourceId = target.sourceIdOf(sourceKeyOf(identity));
  const made = await client.createContactInbox(access, contact.id, { inboxId, sourceId });
  // It is there already, and this version did not tell: it is ours.
  if (made.kind === 'FAILED' && made.reason === 'INVALID') return { kind: 'OK', value: sourceId };
  return made;
}

function sourceKeyOf(identity: SubjectIdentity): string {
  return identifierOf(identity) ?? identity.phone ?? '';
}
