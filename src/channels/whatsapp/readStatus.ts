import type {
  DeliveryStatus,
  InboundEvent,
  InboundStatus,
  PersonIdentity,
  StatusPricing,
} from '../inbound.js';
import { objectAt, stringAt, timeAt, type Fields } from './fields.js';
import { identify, isNobody, type FindPerson } from './people.js';
import { readCallStatus } from './readCall.js';
import { readErrors } from './readErrors.js';
import { unknownEvent } from './unknownEvent.js';

const STATUSES: ReadonlyMap<unknown, DeliveryStatus> = new Map([
  ['sent', 'SENT'],
  ['delivered', 'DELIVERED'],
  ['read', 'READ'],
  ['played', 'PLAYED'],
  ['failed', 'FAILED'],
]);

function readRecipient(status: Fields, groupId: string | null, find: FindPerson): PersonIdentity | null {
  const address = groupId === null ? 'recipient' : 'recipient_participant';
  const person = identify(
    find,
    stringAt(status, `${address}_id`),
    stringAt(status, `${address}_user_id`),
    // The provider's reference names this field in three ways.
    stringAt(status, `${address}_parent_user_id`) ??
      stringAt(status, 'parent_recipient_user_id') ??
      stringAt(status, 'parent_user_id'),
  );
  return isNobody(person) ? null : person;
}

function readPricing(status: Fields): StatusPricing | null {
  const pricing = objectAt(status, 'pricing');
  if (pricing === null) return null;
  const billable = pricing['billable'];
  return {
    billable: typeof billable === 'boolean' ? billable : null,
    model: stringAt(pricing, 'pricing_model'),
    type: stringAt(pricing, 'type'),
    category: stringAt(pricing, 'category'),
  };
}

function readConversation(status: Fields): InboundStatus['conversation'] {
  const conversation = objectAt(status, 'conversation');
  if (conversation === null) return null;
  const origin = objectAt(conversation, 'origin');
  return { id: stringAt(conversation, 'id'), originType: origin === null ? null : stringAt(origin, 'type') };
}

/**
 * Reads one of `statuses[]` into exactly one event.
 *
 * Needs the unchecked status, who its people are and when it arrived. Gives `unknown` without an `id`, and for a
 * status that is not documented. Never throws.
 */
export function readStatus(status: Fields, find: FindPerson, receivedAt: Date): InboundEvent {
  if (status['type'] === 'call') return readCallStatus(status, find, receivedAt);
  const externalId = stringAt(status, 'id');
  if (externalId === null) return unknownEvent('statuses', 'STATUS_WITHOUT_ID');
  const name = STATUSES.get(status['status']);
  if (name === undefined) return unknownEvent('statuses', 'UNKNOWN_STATUS');
  const addressed = status['recipient_type'] === 'group' ? stringAt(status, 'recipient_id') : null;
  const groupId = stringAt(status, 'group_id') ?? addressed;
  return {
    kind: 'status',
    externalId,
    status: name,
    at: timeAt(status, receivedAt),
    recipient: readRecipient(status, groupId, find),
    groupId,
    pricing: readPricing(status),
    conversation: readConversation(status),
    errors: readErrors(status['errors']),
    trackingData: stringAt(status, 'biz_opaque_callback_data'),
  };
}
