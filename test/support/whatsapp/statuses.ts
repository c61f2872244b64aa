import {
  DEFAULT_AT,
  DEFAULT_DISPLAY_PHONE_NUMBER,
  DEFAULT_PERSON,
  seconds,
  wamid,
  type Json,
  type JsonObject,
  type Person,
} from './envelope.js';

export interface StatusOptions {
  id?: string;
  at?: Date | string | number;
  recipient?: Person;
  /** The message went to a group; the recipient is the participant. */
  groupId?: string;
  trackingData?: string;
  errors?: Json[];
}

/** One of `statuses[]`. */
export function messageStatus(
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed' | (string & {}),
  options: StatusOptions = {},
): JsonObject {
  const { phone, userId, parentUserId } = options.recipient ?? DEFAULT_PERSON;
  const recipient: JsonObject =
    options.groupId === undefined
      ? { recipient_id: phone, recipient_user_id: userId, parent_recipient_user_id: parentUserId }
      : {
          recipient_id: options.groupId,
          recipient_type: 'group',
          recipient_participant_id: phone,
          recipient_participant_user_id: userId,
          recipient_participant_parent_user_id: parentUserId,
        };
  return {
    id: options.id ?? wamid(),
    status,
    timestamp: seconds(options.at ?? DEFAULT_AT),
    ...recipient,
    conversation: { id: 'c0ffee', origin: { type: 'service' } },
    pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' },
    errors: options.errors,
    biz_opaque_callback_data: options.trackingData,
  };
}

/** A failed status with one error of the provider's shape. */
export function failedStatus({
  code = 131047,
  details = 'Re-engagement message',
  ...rest
}: StatusOptions & { code?: number; details?: string } = {}): JsonObject {
  const error = { code, title: 'Not sent', message: 'Not sent', error_data: { details } };
  return messageStatus('failed', { errors: [error], ...rest });
}

/** What the business sent from its own phone: `from` is the business, `to` the customer. */
export function echoOf(sent: JsonObject, to: Person = DEFAULT_PERSON): JsonObject {
  const { from: _from, from_user_id: _user, from_parent_user_id: _parent, ...rest } = sent;
  return {
    ...rest,
    from: DEFAULT_DISPLAY_PHONE_NUMBER,
    to: to.phone,
    to_user_id: to.userId,
    to_parent_user_id: to.parentUserId,
  };
}
