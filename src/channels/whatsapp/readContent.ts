import { MESSAGE_TYPES, type MessageContent, type UnsupportedContent } from '../content.js';
import { boundedJson } from '../json.js';
import { objectAt, stringAt, type Fields } from './fields.js';
import { readErrors } from './readErrors.js';
import { readContacts, readInteractive, readOrder, readSystem } from './readStructured.js';
import { readButton, readLocation, readMedia, readReaction, readText } from './readSimple.js';

/** Reads the body under the type's name; null where it is not what the contract says. */
type ReadBody = (body: Fields) => MessageContent | null;

const BODIES: ReadonlyMap<string, ReadBody> = new Map<string, ReadBody>([
  ['text', readText],
  ['image', (body) => readMedia('image', body)],
  ['audio', (body) => readMedia('audio', body)],
  ['video', (body) => readMedia('video', body)],
  ['document', (body) => readMedia('document', body)],
  ['sticker', (body) => readMedia('sticker', body)],
  ['location', readLocation],
  ['reaction', readReaction],
  ['interactive', readInteractive],
  ['button', readButton],
  ['order', readOrder],
  ['system', readSystem],
]);

/** Read into fields of their own; the rest of a message that we cannot read is its body. */
const ENVELOPE: ReadonlySet<string> = new Set([
  ...['id', 'type', 'timestamp', 'group_id', 'recipient_type', 'context', 'referral'],
  ...['from', 'from_user_id', 'from_parent_user_id', 'to', 'to_user_id', 'to_parent_user_id'],
]);

function unsupported(
  message: Fields,
  type: string | null,
  reason: UnsupportedContent['reason'],
): UnsupportedContent {
  const hint = objectAt(message, 'unsupported');
  return {
    type: 'unsupported',
    reason,
    providerType: reason === 'PROVIDER' && hint !== null ? stringAt(hint, 'type') : type,
    errors: readErrors(message['errors']),
    raw: boundedJson(Object.fromEntries(Object.entries(message).filter(([key]) => !ENVELOPE.has(key)))),
  };
}

/** A message that names no type still shows it by the name of its body. */
function typeOf(message: Fields): string | null {
  return stringAt(message, 'type') ?? MESSAGE_TYPES.find((type) => Object.hasOwn(message, type)) ?? null;
}

/**
 * Reads a message's content.
 *
 * Needs the unchecked message object (`type` and the body under the type's name). Always gives a content: a type that is
 * unknown, or a body that is not as documented, becomes `unsupported` and keeps the body, so that nothing is lost and
 * nothing the provider adds makes it deliver again. Never throws.
 */
export function readContent(message: Fields): MessageContent {
  const type = typeOf(message);
  if (type === 'unsupported') return unsupported(message, type, 'PROVIDER');
  if (type === 'contacts')
    return readContacts(message['contacts']) ?? unsupported(message, type, 'MALFORMED');
  const read = type === null ? undefined : BODIES.get(type);
  if (type === null || read === undefined) return unsupported(message, type, 'UNKNOWN_TYPE');
  const body = objectAt(message, type);
  return (body === null ? null : read(body)) ?? unsupported(message, type, 'MALFORMED');
}
