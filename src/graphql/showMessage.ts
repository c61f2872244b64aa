import { MESSAGE_TYPE_NAMES, type MessageTypeName } from '../../schema/types/enums.type.js';
import type { MessageMedia } from '../../schema/types/messageMedia.type.js';
import type { Message } from '../../schema/types/message.type.js';
import type { MessageContent } from '../channels/inbound.js';
import type { NumberRow } from '../projections/rows.js';
import type { ProgressFacts } from '../reading/progress.js';
import type { FileView, MessageView } from '../reading/views.js';

const TYPES: ReadonlyMap<string, MessageTypeName> = new Map(
  MESSAGE_TYPE_NAMES.map((name) => [name.toLowerCase(), name]),
);

/** A message as a plain object: every field that the schema knows is there, so that none needs a resolver. */
export function showMessage(view: MessageView, number: Pick<NumberRow, 'phoneNumber'>): Message {
  const { row, pii, author } = view;
  const content = (pii?.content ?? null) as MessageContent | null;
  const isOurs = row.direction === 'OUTBOUND';
  return {
    id: row._id,
    type: TYPES.get(row.type) ?? 'UNSUPPORTED',
    direction: row.direction,
    contentState: view.contentState,
    content: pii?.text ?? null,
    from: isOurs ? number.phoneNumber : (author?.phone ?? author?.userId ?? null),
    fromName: isOurs ? null : (author?.name ?? null),
    media: content && mediaOf(content, view.file),
    details: content,
    externalId: pii?.externalId ?? null,
    createdAt: row.at,
    providerTimestamp: row.providerAt,
    storedAt: row.storedAt,
    readAt: row.readAt ?? null,
    editedAt: row.editedAt ?? null,
    revokedAt: row.revokedAt ?? null,
    expiresAt: view.expiresAt,
    decidedBy: view.decidedBy,
    numberId: row.number,
    conversationId: row.conversation,
    repliesToId: row.repliesTo ?? null,
    reactsToId: row.reactsTo ?? null,
    sendId: row.send ?? null,
  };
}

function mediaOf(content: MessageContent, file: FileView | null): MessageMedia | null {
  if (!('media' in content)) return null;
  const { providerMediaId: id, mimeType, fileName, caption, voice } = content.media;
  return {
    provider: 'whatsapp',
    id,
    url: file?.url ?? null,
    mimeType,
    fileName,
    caption,
    state: file?.state ?? null,
    bytes: file?.state === 'STORED' ? file.bytes : null,
    isVoice: voice,
  };
}

/** What the progress of a message is read by. */
export function progressFactsOf(message: Message): ProgressFacts {
  const { id, direction, sendId, providerTimestamp: providerAt, storedAt, readAt } = message;
  return {
    _id: id,
    direction,
    providerAt,
    storedAt,
    ...(sendId !== null && { send: sendId }),
    ...(readAt ? { readAt } : direction === 'INBOUND' && { unread: true as const }),
  };
}
