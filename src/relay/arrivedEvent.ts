import type { InboundChat } from '../channels/inbound.js';
import type { SubjectIdentity } from '../domain/contact/contact.js';
import type { NumberRow } from '../projections/rows.js';
import type { RelayedEvent } from './inboundEvents.js';
import { messageEvent, statusEvent } from './messageEvent.js';

/**
 * What has only just arrived, as it is told; in memory only.
 * @param id the message's id: of an edit or a revocation, that of the message it is about; of a status, the send's
 * @param mark the event's own, the same whenever it comes again
 * @param mediaLink of its file, if it has one
 * @param correlationId of a status of a send of ours; `id` is the send's then
 */
export function arrivedEvent(
  number: NumberRow,
  event: InboundChat,
  id: string,
  mark: string,
  mediaLink: string | null,
  correlationId?: string,
): RelayedEvent {
  const place = { numberId: number._id, ownPhone: number.phoneNumber, id };
  const envelope = { account: number.account, numberId: number._id, cursor: null };
  if (event.kind === 'status') {
    const { status, at, externalId, recipient, errors } = event;
    const to = recipient?.phone ?? recipient?.userId ?? '';
    const told = statusEvent({
      ...place,
      externalId,
      status,
      at,
      to,
      error: errors[0] ?? null,
      ...(correlationId !== undefined && { correlationId }),
    });
    return { ...envelope, id: `${id}:${status}`, ...told };
  }
  const told = messageEvent({
    ...place,
    externalId: event.kind === 'message' ? event.externalId : event.originalId,
    direction: event.direction,
    at: event.at,
    person: { ...event.peer, groupId: null },
    group: event.group && groupOf(event.group.externalId, event.group.name),
    content: event.kind === 'revocation' ? null : event.content,
    quotedExternalId: event.kind === 'message' ? (event.context?.repliedTo ?? null) : null,
    quotedText: null,
    mediaLink,
    isEdited: event.kind === 'edit',
    isRevoked: event.kind === 'revocation',
  });
  return { ...envelope, id: mark, ...told };
}

function groupOf(groupId: string, name: string | null): SubjectIdentity {
  return { phone: null, userId: null, parentUserId: null, username: null, name, groupId };
}
