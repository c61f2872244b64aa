import type {
  ChatwootContact,
  ChatwootConversation,
  ChatwootInbox,
  ChatwootMessage,
} from './chatwootClient.js';

/** Chatwoot's answers, of many versions, read without trusting them: null for what is not of the expected shape. */

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function idOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Lists come bare, or in `payload`. */
export function listOf(value: unknown): readonly Fields[] | null {
  const list: unknown = Array.isArray(value) ? value : fieldsOf(value)?.['payload'];
  return Array.isArray(list) ? list.map(fieldsOf).filter((item) => item !== null) : null;
}

export function readInbox(value: unknown): ChatwootInbox | null {
  const inbox = fieldsOf(fieldsOf(value)?.['payload']) ?? fieldsOf(value);
  const id = idOf(inbox?.['id']);
  if (!inbox || id === null) return null;
  return {
    id,
    isApi: inbox['channel_type'] === 'Channel::Api',
    webhookUrl: textOf(inbox['webhook_url']),
    signingSecret: textOf(inbox['secret']),
  };
}

/** `POST /contacts` answers with `payload.contact`, `GET /contacts/{id}` with `payload`. */
export function readContact(value: unknown): ChatwootContact | null {
  const payload = fieldsOf(fieldsOf(value)?.['payload']) ?? fieldsOf(value);
  const contact = fieldsOf(payload?.['contact']) ?? payload;
  const id = idOf(contact?.['id']);
  if (!contact || id === null) return null;
  const inboxes = listOf(contact['contact_inboxes']);
  return {
    id,
    phoneNumber: textOf(contact['phone_number']),
    identifier: textOf(contact['identifier']),
    inboxes:
      inboxes?.flatMap((one) => {
        const inboxId = idOf(fieldsOf(one['inbox'])?.['id']) ?? idOf(one['inbox_id']);
        const sourceId = textOf(one['source_id']);
        return inboxId !== null && sourceId !== null ? [{ inboxId, sourceId }] : [];
      }) ?? null,
  };
}

export function readConversation(value: unknown): ChatwootConversation | null {
  const conversation = fieldsOf(value);
  const id = idOf(conversation?.['id']);
  const inboxId = idOf(conversation?.['inbox_id']);
  if (!conversation || id === null || inboxId === null) return null;
  return { id, inboxId, status: textOf(conversation['status']) ?? 'open' };
}

export function readMessage(value: unknown): ChatwootMessage | null {
  const message = fieldsOf(value);
  const id = idOf(message?.['id']);
  return id === null ? null : { id, sourceId: textOf(message?.['source_id']) };
}
