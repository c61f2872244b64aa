import type { InboundEvent } from '../inbound.js';
import { isFields, objectAt, stringAt, toPhone, type Fields } from './fields.js';
import { InvalidEnvelopeError } from './invalidEnvelopeError.js';
import { indexPeople } from './people.js';
import { errorCode } from './readErrors.js';
import { readCall } from './readCall.js';
import { readMessage } from './readMessage.js';
import { readStatus } from './readStatus.js';
import { unknownEvent } from './unknownEvent.js';

/** One event and the number it is for, as the provider knows it; null where the provider does not say. */
export interface ParsedInbound {
  readonly phoneNumberId: string | null;
  /** E.164 with `+` where it is a phone number, else as it came. */
  readonly displayPhoneNumber: string | null;
  readonly event: InboundEvent;
}

/** A change that names no field is read like one for messages: dropping it could lose some. */
const MESSAGE_FIELDS: ReadonlySet<unknown> = new Set([
  undefined,
  'messages',
  'message_echoes',
  'smb_message_echoes',
  'calls',
]);
const LISTS = ['messages', 'message_echoes', 'statuses', 'errors', 'groups', 'calls'] as const;
type ListName = (typeof LISTS)[number];

function readItem(
  name: ListName,
  item: unknown,
  find: ReturnType<typeof indexPeople>,
  receivedAt: Date,
): InboundEvent {
  switch (name) {
    case 'messages':
    case 'message_echoes':
      if (!isFields(item)) return unknownEvent(name, 'MALFORMED_MESSAGE');
      return readMessage(item, name === 'messages' ? 'INBOUND' : 'OUTBOUND', find, receivedAt);
    case 'statuses':
      return isFields(item) ? readStatus(item, find, receivedAt) : unknownEvent(name, 'MALFORMED_STATUS');
    case 'errors':
      return unknownEvent(name, 'PROVIDER_ERROR', errorCode(item));
    case 'calls':
      return isFields(item) ? readCall(item, find, receivedAt) : unknownEvent(name, 'MALFORMED_CALL');
    case 'groups':
      return unknownEvent(name, 'FIELD_NOT_HANDLED');
  }
}

function readValue(value: Fields, receivedAt: Date): readonly InboundEvent[] {
  const events: InboundEvent[] = [];
  let recognised = false;
  for (const name of LISTS) {
    const list = value[name];
    if (list === undefined || list === null) continue;
    recognised = true;
    if (!Array.isArray(list)) {
      events.push(unknownEvent(name, 'MALFORMED_LIST'));
      continue;
    }
    const find = indexPeople(value['contacts'], list.length);
    for (const item of list) events.push(readItem(name, item, find, receivedAt));
  }
  return recognised ? events : [unknownEvent('messages', 'NOTHING_RECOGNISED')];
}

function readChange(change: unknown, receivedAt: Date): readonly ParsedInbound[] {
  const value = isFields(change) ? objectAt(change, 'value') : null;
  const metadata = value === null ? null : objectAt(value, 'metadata');
  const phoneNumberId = metadata === null ? null : stringAt(metadata, 'phone_number_id');
  const display = metadata === null ? null : stringAt(metadata, 'display_phone_number');
  const of = (event: InboundEvent): ParsedInbound => ({
    phoneNumberId,
    displayPhoneNumber: toPhone(display) ?? display,
    event,
  });
  if (!isFields(change)) return [of(unknownEvent(null, 'MALFORMED_CHANGE'))];
  const field = change['field'];
  if (!MESSAGE_FIELDS.has(field)) return [of(unknownEvent(field, 'FIELD_NOT_HANDLED'))];
  return value === null
    ? [of(unknownEvent(field, 'MALFORMED_CHANGE'))]
    : readValue(value, receivedAt).map(of);
}

/**
 * Reads a webhook of the WhatsApp Cloud API into typed events, once; past this line nobody checks again.
 *
 * Needs the parsed body and the time of arrival (the provider's own timestamps win, see `timeAt`). Gives the events of
 * all entries, changes and lists in the order they came, duplicates included; one POST may be about several numbers.
 * What cannot be read is an event too, of kind `unknown` or type `unsupported`: no loss is silent.
 * Throws {@link InvalidEnvelopeError} where the body is no webhook at all, and nothing else.
 */
export function parseWebhook(body: unknown, receivedAt: Date): readonly ParsedInbound[] {
  if (!isFields(body)) throw new InvalidEnvelopeError('body', 'an object');
  if (body['object'] !== 'whatsapp_business_account') {
    throw new InvalidEnvelopeError('object', '"whatsapp_business_account"');
  }
  const entries = body['entry'];
  if (!Array.isArray(entries)) throw new InvalidEnvelopeError('entry', 'an array');
  const parsed: ParsedInbound[] = [];
  for (const entry of entries) {
    const changes = isFields(entry) ? entry['changes'] : undefined;
    if (!Array.isArray(changes)) {
      const event = unknownEvent(null, 'MALFORMED_ENTRY');
      parsed.push({ phoneNumberId: null, displayPhoneNumber: null, event });
      continue;
    }
    // One by one: spreading a list of a hundred thousand into push's arguments overflows the stack.
    for (const change of changes) for (const event of readChange(change, receivedAt)) parsed.push(event);
  }
  return parsed;
}
