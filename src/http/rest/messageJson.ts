import type { MessageContent, MessageType } from '../../channels/inbound.js';
import { MESSAGE_TYPES } from '../../channels/inbound.js';
import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { NumberRow } from '../../projections/rows.js';
import type { Progress } from '../../reading/progress.js';
import type { MessageView } from '../../reading/views.js';
import type { GroupMessageJson, HistoryMessageJson, MediaJson, UnreadMessageJson } from './schemas.js';

const PROVIDER = 'WHATSAPP_CLOUD';

export function unreadMessageJson(
  view: MessageView,
  number: NumberRow,
  unreadCounts: ReadonlyMap<string, number>,
): UnreadMessageJson {
  const { row, pii } = view;
  const person = participantOf(view);
  const isOurs = row.direction === 'OUTBOUND';
  return {
    id: row._id,
    conversationId: row.conversation,
    conversationUnreadCount: unreadCounts.get(row.conversation) ?? 0,
    direction: row.direction,
    type: typeOf(row.type),
    content: pii?.text ?? null,
    from: isOurs ? number.phoneNumber : (person?.phone ?? person?.userId ?? null),
    fromName: isOurs ? number.name : (person?.name ?? null),
    media: mediaOf(view),
    readAt: isoOf(row.readAt),
    createdAt: row.at.toISOString(),
  };
}

export function groupMessageJson(
  view: MessageView,
  number: NumberRow,
  unreadCounts: ReadonlyMap<string, number>,
): GroupMessageJson {
  return {
    ...unreadMessageJson(view, number, unreadCounts),
    groupId: view.group?.groupId ?? null,
    groupName: view.group?.name ?? null,
    participantName: participantOf(view)?.name ?? null,
  };
}

export function historyMessageJson(view: MessageView, progress: Progress): HistoryMessageJson {
  const { row, pii } = view;
  const person = participantOf(view);
  return {
    id: row._id,
    conversationId: row.conversation,
    direction: row.direction,
    providerKind: PROVIDER,
    externalMessageId: pii?.externalId ?? null,
    messageType: typeOf(row.type),
    origin: originOf(progress),
    status: progress.status,
    text: pii?.text ?? null,
    participantName: person?.name ?? null,
    participantPhone: person?.phone ?? null,
    participantUserId: person?.userId ?? null,
    repliedToExternalId: pii?.repliedToExternalId ?? null,
    media: mediaOf(view),
    sentAt: isoOf(progress.sentAt),
    deliveredAt: isoOf(progress.deliveredAt),
    readAt: isoOf(progress.readAt),
    providerTimestamp: row.providerAt.toISOString(),
    createdAt: row.at.toISOString(),
  };
}

export function originOf({ origin }: Pick<Progress, 'origin'>): HistoryMessageJson['origin'] {
  if (origin === 'CONTACT') return null;
  return origin === 'PHONE' ? 'APP' : origin;
}

/** The other party; null where it is forgotten, or where an echo to a group names nobody. */
function participantOf({ row, author }: MessageView): SubjectIdentity | null {
  return row.group && row.subject === row.conversation ? null : author;
}

function mediaOf({ pii, file }: MessageView): MediaJson {
  const content = (pii?.content ?? null) as MessageContent | null;
  if (!content || !('media' in content)) return null;
  const { providerMediaId: id, mimeType, fileName } = content.media;
  return { provider: PROVIDER, id, url: file?.url ?? null, mimeType, fileName };
}

function typeOf(type: string): MessageType {
  return MESSAGE_TYPES.find((known) => known === type) ?? 'unsupported';
}

export function isoOf(at: Date | null | undefined): string | null {
  return at?.toISOString() ?? null;
}
