import { createHash } from 'node:crypto';
import type { JsonValue } from '../channels/json.js';
import { statusError } from './refusals.js';
import type { AcceptedSend, StatusStep } from './options.js';

/** The business's own number, as its webhooks name it. */
export interface WebhookNumber {
  readonly phoneNumberId: string;
  /** Digits, without `+`. */
  readonly displayPhoneNumber: string;
}

const BUSINESS_ACCOUNT = '102290129340398';
/** Kept free for fiction. */
const SOMEBODY = '447700900123';

/** `{ object, entry: [{ id, changes: [{ field, value }] }] }` with one change. */
function envelope(number: WebhookNumber, value: Readonly<Record<string, JsonValue>>): string {
  const metadata = {
    display_phone_number: number.displayPhoneNumber,
    phone_number_id: number.phoneNumberId,
  };
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: BUSINESS_ACCOUNT, changes: [change] }],
  });
}

/** A status as the provider tells it, with our own tracking data in it. */
export function statusBody(
  number: WebhookNumber,
  send: AcceptedSend,
  step: StatusStep,
  category: string,
): string {
  const { id, recipient, recipientKind, trackingData } = send;
  const at = send.acceptedAt.getTime() + (step.atMs ?? step.afterMs ?? 0);
  const conversation = createHash('sha256').update(recipient).digest('hex').slice(0, 32);
  const status = {
    id,
    status: step.status,
    timestamp: seconds(at),
    ...recipientOf(recipient, recipientKind),
    ...(step.status === 'failed'
      ? { errors: [statusError(step.code ?? 131_026, recipient)] }
      : {
          conversation: { id: conversation, origin: { type: category } },
          pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category },
        }),
    ...(trackingData !== null && { biz_opaque_callback_data: trackingData }),
  };
  return envelope(number, { statuses: [status] });
}

function recipientOf(
  recipient: string,
  kind: AcceptedSend['recipientKind'],
): Readonly<Record<string, string>> {
  switch (kind) {
    case 'PHONE':
      return { recipient_id: recipient.replace(/\D/g, '') };
    case 'USER':
      return { recipient_user_id: recipient };
    case 'GROUP':
      return { recipient_id: recipient, recipient_type: 'group' };
  }
}

/** A message of a customer's. */
export interface InboundRequest {
  /** A phone number; with `userId` alone the sender's number is not shown. */
  readonly from?: string;
  readonly userId?: string;
  readonly name?: string;
  readonly text?: string;
  /** Any other message: its `type` and the body under the type's name, as the provider writes them. */
  readonly message?: Readonly<Record<string, JsonValue>>;
  /** The id of ours that it answers. */
  readonly replyTo?: string;
  readonly groupId?: string;
  readonly phoneNumberId?: string;
  /** The message's id; a new one by default. The same one again is the provider delivering twice. */
  readonly id?: string;
}

export function inboundBody(
  number: WebhookNumber,
  id: string,
  at: Date,
  { from, userId, name = 'Ada', text = 'Hello', message, replyTo, groupId }: InboundRequest,
): string {
  const phone = (from ?? (userId === undefined ? SOMEBODY : undefined))?.replace(/\D/g, '');
  const contact = {
    profile: { name },
    ...(phone !== undefined && { wa_id: phone }),
    ...(userId !== undefined && { user_id: userId }),
  };
  const inbound = {
    ...(phone !== undefined && { from: phone }),
    ...(userId !== undefined && { from_user_id: userId }),
    id,
    timestamp: seconds(at.getTime()),
    ...(groupId !== undefined && { group_id: groupId }),
    ...(replyTo !== undefined && { context: { from: number.displayPhoneNumber, id: replyTo } }),
    ...(message ?? { type: 'text', text: { body: text } }),
  };
  return envelope(number, { contacts: [contact], messages: [inbound] });
}

function seconds(at: number): string {
  return String(Math.floor(at / 1_000));
}
