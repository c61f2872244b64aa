import type { ContactEvent } from '../domain/contact/contact.js';
import type { ConversationEvent } from '../domain/conversation/conversation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project, Write } from '../events/writes.js';
import type { ConversationRow } from './rows.js';

const CONTACT = 'contact:';
const CONVERSATION = 'conversation:';

/** The rows of subjects: who they are, and, once they have a chat of their own, their conversation. */
export const projectConversations: Project = ({ account, stream, version, events }) => {
  if (stream.startsWith(CONTACT)) {
    const id = stream.slice(CONTACT.length);
    return (events as unknown as readonly ContactEvent[]).map((event): Write => {
      if (event.type === 'ContactSeen') {
        const { number, type, seenAt } = event.data;
        const identity = event.payload ?? '';
        const doc: ConversationRow = { _id: id, account, number, type, identity, createdAt: seenAt, version };
        return { kind: 'insert', collection: COLLECTIONS.conversations, doc };
      }
      const update = { filter: { _id: id, account }, set: { identity: event.payload ?? '', version } };
      return { kind: 'update', collection: COLLECTIONS.conversations, update, mustExist: true };
    });
  }
  if (stream.startsWith(CONVERSATION)) {
    const conversation = stream.slice(CONVERSATION.length);
    return (events as unknown as readonly ConversationEvent[]).map(({ data }): Write => ({
      kind: 'update',
      collection: COLLECTIONS.messages,
      update: {
        filter: {
          account,
          // What is stored anew under a forgotten id has not been read.
          storedAt: { $lte: data.upTo },
          ...(data.messages ? { _id: { $in: data.messages } } : { conversation, unread: true }),
        },
        set: { readAt: data.upTo },
        unset: ['unread'],
        many: true,
      },
    }));
  }
  return [];
};
