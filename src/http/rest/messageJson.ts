import type { MessageContent, MessageType } from '../../channels/inbound.js';
import { MESSAGE_TYPES } from '../../channels/inbound.js';
import type { SubjectIdentity } from '../../domain/contact/contact.js';
import type { NumberRow, StatusRow } from '../../projections/rows.js';
import { statusOfRank } from '../../projections/statuses.js';
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

export function historyMessageJson(view: MessageView, status: StatusRow | undefined): HistoryMessageJson {
  const { row, pii } = view;
  const person = participantOf(view);
  return {
    id: row._id,
    conversationId: row.conversation,
    direction: row.direction,
    providerKind: PROVIDER,
    externalMessageId: pii?.externalId ?? null,
    messageType: typeOf(row.type),
    origin: row.direction === 'INBOUND' ? 'CONTACT' : 'PHONE',
    text: pii?.text ?? null,
    participantName: person?.name ?? null,
    participantPhone: person?.phone ?? null,
    participantUserId: person?.userId ?? null,
    repliedToExternalId: pii?.repliedToExternalId ?? null,
    media: mediaOf(view),
    ...(row.direction === 'INBOUND' ? inboundProgress(view) : outboundProgress(view, status)),
    providerTimestamp: row.providerAt.toISOString(),
    createdAt: row.at.toISOString(),
  };
}

type Progress = Pick<HistoryMessageJson, 'status' | 'sentAt' | 'deliveredAt' | 'readAt'>;

/** An inbound message was sent by the contact, delivered to us, and read by whoever marked it so. */
function inboundProgress({ row }: MessageView): Progress {
  return {
    status: row.unread ? 'DELIVERED' : 'READ',
    sentAt: row.providerAt.toISOString(),
    deliveredAt: row.storedAt.toISOString(),
    readAt: isoOf(row.readAt),
  };
}

/** What the business sent: as far as the provider's statuses told; without any it is known to be sent. */
function outboundProgress({ row }: MessageView, status: StatusRow | undefined): Progress {
  const name = statusOfRank(status?.rank ?? 0) ?? 'SENT';
  const { times = {} } = status ?? {};
  return {
    // Played is what reading is for a voice message.
    status: name === 'PLAYED' ? 'READ' : name,
    sentAt: (times['SENT'] ?? row.providerAt).toISOString(),
    deliveredAt: isoOf(times['DELIVERED']),
    readAt: isoOf(times['READ'] ?? times['PLAYED']),
  };
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

function isoOf(at: Date | undefined): string | null {
  return at?.toISOString() ?? null;
}
