import type { MessageEvent, MessageFacts } from '../domain/message/message.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Commit } from '../events/eventStore.js';
import type { Project, Write } from '../events/writes.js';
import { lastKeyOf, type MessageRow } from './rows.js';

const STREAM = 'message:';

/** The rows of messages, and the newest message of their conversation. */
export const projectMessages: Project = (commit) => {
  if (!commit.stream.startsWith(STREAM)) return [];
  const id = commit.stream.slice(STREAM.length);
  return (commit.events as unknown as readonly MessageEvent[]).flatMap((event) => [
    commit.version === 1 ? inserted(commit, id, event) : changed(commit, id, event),
    // The provider's taking of it changes nothing of when it was.
    ...(event.type === 'MessageAccepted' ? [] : touched(commit, id, event.data)),
  ]);
};

function inserted(commit: Commit, id: string, event: MessageEvent): Write {
  const { data } = event;
  const doc: MessageRow = {
    _id: id,
    account: commit.account,
    number: data.number,
    conversation: data.conversation,
    subject: data.subject,
    ...(data.isGroup && { group: true }),
    at: data.at,
    providerAt: data.providerAt,
    storedAt: data.storedAt,
    direction: data.direction,
    type: data.type,
    payload: event.payload ?? null,
    bytes: data.bytes,
    ...(data.direction === 'INBOUND' && event.type !== 'MessageRevoked' && { unread: true }),
    ...(data.reactsTo !== undefined && { reactsTo: data.reactsTo }),
    ...(data.repliesTo !== undefined && { repliesTo: data.repliesTo }),
    ...(data.send !== undefined && { send: data.send }),
    ...(event.type === 'MessageEdited' && { editedAt: data.providerAt }),
    ...(event.type === 'MessageRevoked' && { revokedAt: data.providerAt }),
    version: commit.version,
  };
  return { kind: 'insert', collection: COLLECTIONS.messages, doc };
}

function changed(commit: Commit, id: string, event: MessageEvent): Write {
  const { data } = event;
  const filter = { _id: id, account: commit.account };
  const common = { version: commit.version, at: data.at };
  const update = (): Pick<Extract<Write, { kind: 'update' }>['update'], 'set' | 'unset'> => {
    switch (event.type) {
      // The original came after its edit or revocation: those keep the word over the content.
      case 'MessageReceived':
        return {
          set: {
            ...common,
            type: data.type,
            providerAt: data.providerAt,
            ...(data.repliesTo && { repliesTo: data.repliesTo }),
          },
        };
      case 'MessageEdited':
        return {
          set: {
            ...common,
            type: data.type,
            payload: event.payload ?? null,
            bytes: data.bytes,
            editedAt: data.providerAt,
          },
        };
      case 'MessageRevoked':
        return { set: { ...common, payload: null, bytes: 0, revokedAt: data.providerAt }, unset: ['unread'] };
      case 'MessageAccepted':
        return {
          set: {
            ...common,
            payload: event.payload ?? null,
            bytes: data.bytes,
            ...(data.externalKey !== undefined && { externalKey: data.externalKey }),
          },
        };
      // Only ever the first event of its stream.
      case 'MessageComposed':
        return { set: common };
    }
  };
  return {
    kind: 'update',
    collection: COLLECTIONS.messages,
    update: { filter, ...update() },
    mustExist: true,
  };
}

/** Marks the subjects' rows: without them there is no message, and the sweep sees that they are in use. */
function touched(commit: Commit, id: string, data: MessageFacts): Write[] {
  const row = (subject: string, max: Readonly<Record<string, unknown>>): Write => ({
    kind: 'update',
    collection: COLLECTIONS.conversations,
    update: { filter: { _id: subject, account: commit.account }, max },
    mustExist: true,
  });
  // Two maxima of one message, and not one of a document: SecantusDB compares documents by something else.
  const conversation = row(data.conversation, {
    'last.at': data.at,
    'last.key': lastKeyOf(data.at, id),
  });
  return data.isGroup ? [conversation, row(data.subject, { seenAt: data.at })] : [conversation];
}
