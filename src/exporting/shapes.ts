import type { SubjectIdentity } from '../domain/contact/contact.js';
import type { DeliveryRow } from '../projections/webhookRows.js';
import type { CallView } from '../reading/calls.js';
import type { RecordingView } from '../reading/recordings.js';
import type { SendLogView } from '../reading/sendLogView.js';
import type { ConversationView, MessageView } from '../reading/views.js';

/** The lines of an export, named field by field: what is added to a row later is not exported by accident. */

export function messageLine(view: MessageView, file: string | null): object {
  const { row, pii, contentState, author, group } = view;
  return {
    id: row._id,
    numberId: row.number,
    conversationId: row.conversation,
    externalId: pii?.externalId ?? null,
    direction: row.direction,
    type: row.type,
    contentState,
    text: pii?.text ?? null,
    content: pii?.content ?? null,
    from: person(author),
    group: group && { id: group.groupId, name: group.name },
    repliesTo: row.repliesTo ?? null,
    reactsTo: row.reactsTo ?? null,
    createdAt: row.at,
    providerTimestamp: row.providerAt,
    storedAt: row.storedAt,
    readAt: row.readAt ?? null,
    editedAt: row.editedAt ?? null,
    revokedAt: row.revokedAt ?? null,
    expiresAt: view.expiresAt,
    file,
  };
}

function person(identity: SubjectIdentity | null): object | null {
  if (!identity) return null;
  const { phone, userId, username, name } = identity;
  return { phone, userId, username, name };
}

export function conversationLine(view: ConversationView): object {
  const { id, numberId, type, identity, unreadCount, lastMessageAt, createdAt } = view;
  const group = identity && type === 'GROUP' ? { id: identity.groupId, name: identity.name } : null;
  const contact = type === 'DIRECT' ? person(identity) : null;
  return { id, numberId, type, contact, group, unreadCount, lastMessageAt, createdAt };
}

export function sendLine(view: SendLogView): object {
  const { row, pii, externalId, redactedAt, redactedBy, expiresAt } = view;
  return {
    id: row._id,
    numberId: row.number,
    apiKeyId: row.apiKey,
    correlationId: row.correlationId,
    externalId,
    origin: row.origin,
    type: row.type,
    template: row.template,
    status: row.status,
    destinationNumber: pii?.destinationNumber ?? '',
    content: pii?.content ?? null,
    labels: pii?.labels ?? [],
    createdAt: row.at,
    sentAt: row.sentAt ?? null,
    deliveredAt: row.deliveredAt ?? null,
    readAt: row.readAt ?? null,
    failedAt: row.failedAt ?? null,
    canceledAt: row.canceledAt ?? null,
    errorCode: row.errorCode ?? null,
    errorMessage: row.errorMessage ?? null,
    pricing: row.pricing ?? null,
    redactedAt,
    redactedBy,
    expiresAt,
  };
}

export function callLine({ row, pii, contentState, peer, expiresAt }: CallView): object {
  return {
    id: row._id,
    numberId: row.number,
    externalId: pii?.externalId ?? null,
    channel: row.channel,
    direction: row.direction,
    status: row.status,
    contentState,
    from: pii?.from ?? null,
    to: pii?.to ?? null,
    peer: person(peer),
    startedAt: row.startedAt,
    connectedAt: row.connectedAt,
    endedAt: row.endedAt,
    durationSeconds: row.durationSeconds,
    errorCode: row.errorCode,
    createdAt: row.storedAt,
    expiresAt,
  };
}

export function recordingLine(
  { row, pii, contentState, expiresAt }: RecordingView,
  file: string | null,
): object {
  return {
    id: row._id,
    numberId: row.number,
    callId: row.call,
    externalId: pii?.externalId ?? null,
    contentState,
    status: row.status,
    place: row.place,
    startedAt: row.startedAt,
    durationSeconds: row.durationSeconds,
    channels: row.channels,
    createdAt: row.storedAt,
    expiresAt,
    file,
  };
}

/** Metadata alone: what was posted is opened from the event itself, and what was answered is the endpoint's. */
export function deliveryLine(row: DeliveryRow): object {
  return {
    id: row._id,
    numberId: row.number,
    webhookId: row.webhook,
    event: row.event,
    state: row.state,
    eventAt: row.at,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    attempts: row.attempts.map(({ at, durationMs, statusCode, error }) => ({
      at,
      durationMs,
      statusCode,
      error,
    })),
  };
}
