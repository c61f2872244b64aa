import { buildMultipart } from '../../channels/whatsapp/multipart.js';
import type { ChatwootAnswer, ChatwootClient, NewMessage } from './chatwootClient.js';
import {
  createChatwootTransport,
  failed,
  type ChatwootRequest,
  type ChatwootTransport,
  type TransportOptions,
} from './chatwootTransport.js';
import {
  listOf,
  readContact,
  readConversation,
  readInbox,
  readMessage,
  textOf,
  fieldsOf,
} from './readAnswers.js';

export function createChatwootClient(options: TransportOptions): ChatwootClient {
  const transport = createChatwootTransport(options);
  const ask: ChatwootTransport['ask'] = (access, wanted) => transport.ask(access, wanted);
  const done = (): null => null;
  return {
    checkToken: async (access) => map(await ask(access, { method: 'GET', path: '/profile' }), done),
    checkAccount: async (access) => {
      const answer = await ask(access, { method: 'GET', path: '/inboxes' });
      return must(answer, (body) => (listOf(body) ? true : null), done);
    },
    getInbox: async (access, inboxId) =>
      must(await ask(access, { method: 'GET', path: `/inboxes/${String(inboxId)}` }), readInbox),
    createInbox: async (access, { name, webhookUrl }) => {
      const body = { name, channel: { type: 'api', webhook_url: webhookUrl } };
      return must(await ask(access, { method: 'POST', path: '/inboxes', body }), readInbox);
    },
    setWebhookUrl: async (access, inboxId, webhookUrl) => {
      const body = { channel: { webhook_url: webhookUrl } };
      const path = `/inboxes/${String(inboxId)}`;
      return must(await ask(access, { method: 'PATCH', path, body }), readInbox);
    },
    findContacts: async (access, exact) => {
      const path = `/contacts/search?q=${encodeURIComponent(exact)}`;
      return must(await ask(access, { method: 'GET', path }), (body) =>
        // Chatwoot finds what only contains it as well.
        listOf(body)
          ?.flatMap((one) => readContact(one) ?? [])
          .filter(({ phoneNumber, identifier }) => phoneNumber === exact || identifier === exact),
      );
    },
    getContact: async (access, contactId) =>
      must(await ask(access, { method: 'GET', path: `/contacts/${String(contactId)}` }), readContact),
    deleteContact: async (access, contactId) =>
      map(await ask(access, { method: 'DELETE', path: `/contacts/${String(contactId)}` }), done),
    createContact: async (access, contact) => {
      const body = {
        inbox_id: contact.inboxId,
        source_id: contact.sourceId,
        ...(contact.name !== null && { name: contact.name }),
        ...(contact.phoneNumber !== null && { phone_number: contact.phoneNumber }),
        ...(contact.identifier !== null && { identifier: contact.identifier }),
      };
      return must(await ask(access, { method: 'POST', path: '/contacts', body }), readContact);
    },
    createContactInbox: async (access, contactId, { inboxId, sourceId }) => {
      const path = `/contacts/${String(contactId)}/contact_inboxes`;
      const body = { inbox_id: inboxId, source_id: sourceId };
      return must(await ask(access, { method: 'POST', path, body }), (answer) =>
        textOf(fieldsOf(answer)?.['source_id']),
      );
    },
    conversationsOf: async (access, contactId) => {
      const path = `/contacts/${String(contactId)}/conversations`;
      return must(await ask(access, { method: 'GET', path }), (body) =>
        listOf(body)?.flatMap((one) => readConversation(one) ?? []),
      );
    },
    createConversation: async (access, { inboxId, contactId, sourceId }) => {
      const body = { source_id: sourceId, inbox_id: inboxId, contact_id: contactId, status: 'open' };
      return must(await ask(access, { method: 'POST', path: '/conversations', body }), (answer) =>
        // Not every version tells the inbox: it is the one we asked for.
        readConversation({ inbox_id: inboxId, ...fieldsOf(answer) }),
      );
    },
    messagesOf: async (access, conversationId, before) => {
      const query = before === undefined ? '' : `?before=${String(before)}`;
      const path = `/conversations/${String(conversationId)}/messages${query}`;
      return must(await ask(access, { method: 'GET', path }), (body) =>
        listOf(body)?.flatMap((one) => readMessage(one) ?? []),
      );
    },
    createMessage: async (access, conversationId, message) => {
      const path = `/conversations/${String(conversationId)}/messages`;
      return must(await ask(access, { method: 'POST', path, body: bodyOf(message) }), readMessage);
    },
    setStatus: async (access, { conversationId, messageId }, status, externalError) => {
      const path = `/conversations/${String(conversationId)}/messages/${String(messageId)}`;
      const body = { status, ...(externalError !== null && { external_error: externalError }) };
      return map(await ask(access, { method: 'PATCH', path, body }), done);
    },
    deleteMessage: async (access, { conversationId, messageId }) => {
      const path = `/conversations/${String(conversationId)}/messages/${String(messageId)}`;
      return map(await ask(access, { method: 'DELETE', path }), done);
    },
    stop: () => transport.stop(),
  };
}

/** JSON, or multipart where there is a file: Chatwoot takes files in no other way. */
function bodyOf(message: NewMessage): NonNullable<ChatwootRequest['body']> {
  const { content, messageType, sourceId, inReplyTo, file } = message;
  const reply: Readonly<Record<string, string | number>> =
    inReplyTo === null
      ? {}
      : 'messageId' in inReplyTo
        ? { in_reply_to: inReplyTo.messageId }
        : { in_reply_to_external_id: inReplyTo.sourceId };
  if (!file)
    return {
      content,
      message_type: messageType,
      private: false,
      source_id: sourceId,
      content_attributes: reply,
    };
  const fields = {
    content,
    message_type: messageType,
    private: 'false',
    source_id: sourceId,
    ...Object.fromEntries(
      Object.entries(reply).map(([name, value]) => [`content_attributes[${name}]`, String(value)]),
    ),
  };
  return buildMultipart(fields, { name: 'attachments[]', ...file });
}

function map<A, B>(answer: ChatwootAnswer<A>, change: (value: A) => B): ChatwootAnswer<B> {
  return answer.kind === 'OK' ? { kind: 'OK', value: change(answer.value) } : answer;
}

/** What cannot be read is no answer. */
function must<T, R = T>(
  answer: ChatwootAnswer<unknown>,
  read: (body: unknown) => T | null | undefined,
  change: (value: T) => R = (value) => value as unknown as R,
): ChatwootAnswer<R> {
  if (answer.kind !== 'OK') return answer;
  const value = read(answer.value);
  return value === null || value === undefined
    ? failed('INVALID_ANSWER')
    : { kind: 'OK', value: change(value) };
}
