import type {
  InboundEvent,
  InboundGroup,
  InboundMessage,
  MessageContext,
  PersonIdentity,
} from '../inbound.js';
import { boundedJson } from '../json.js';
import { objectAt, stringAt, timeAt, type Fields } from './fields.js';
import { identify, type FindPerson } from './people.js';
import { readContent } from './readContent.js';
import { unknownEvent } from './unknownEvent.js';

type Direction = InboundMessage['direction'];

function readGroup(message: Fields): InboundGroup | null {
  // An echo to a group may name it as its recipient, as a send does.
  const addressed = message['recipient_type'] === 'group' ? stringAt(message, 'to') : null;
  const externalId = stringAt(message, 'group_id') ?? addressed;
  return externalId === null ? null : { externalId, name: null };
}

function readPeer(
  message: Fields,
  direction: Direction,
  group: InboundGroup | null,
  find: FindPerson,
): PersonIdentity {
  const side = direction === 'INBOUND' ? 'from' : 'to';
  const address = stringAt(message, side);
  return identify(
    find,
    address === group?.externalId ? null : address,
    stringAt(message, `${side}_user_id`),
    stringAt(message, `${side}_parent_user_id`),
  );
}

function readContext(message: Fields): MessageContext | null {
  const context = objectAt(message, 'context');
  if (context === null) return null;
  return {
    repliedTo: stringAt(context, 'id'),
    forwarded: context['forwarded'] === true || context['frequently_forwarded'] === true,
    frequentlyForwarded: context['frequently_forwarded'] === true,
    referredProduct: boundedJson(context['referred_product']),
  };
}

/** The new version of an edited message: `edit.message`, or its body beside `original_message_id`. */
function editedMessage(message: Fields): Fields {
  const edit = objectAt(message, 'edit') ?? message;
  const inner = objectAt(edit, 'message') ?? objectAt(message, 'message');
  if (inner !== null) return inner;
  if (edit['type'] !== 'edit') return edit;
  const { type: _edit, original_message_id: _original, ...flat } = edit;
  return flat;
}

/**
 * Reads one of `messages[]` (`INBOUND`) or `message_echoes[]` (`OUTBOUND`) into exactly one event.
 *
 * Needs the unchecked message, who its people are and when it arrived. Gives `unknown` where it has no `id`, for without
 * one it could be stored twice; an edit or revocation that names no original stays a message of type `unsupported`.
 * Never throws.
 */
export function readMessage(
  message: Fields,
  direction: Direction,
  find: FindPerson,
  receivedAt: Date,
): InboundEvent {
  const externalId = stringAt(message, 'id');
  if (externalId === null) return unknownEvent('messages', 'MESSAGE_WITHOUT_ID');
  const group = readGroup(message);
  const peer = readPeer(message, direction, group, find);
  const chat = { externalId, direction, at: timeAt(message, receivedAt), peer, group };
  const type = message['type'];
  if (type === 'edit' || type === 'revoke') {
    const body = objectAt(message, type);
    const originalId =
      (body === null ? null : stringAt(body, 'original_message_id')) ??
      stringAt(message, 'original_message_id');
    if (originalId !== null && type === 'revoke') return { kind: 'revocation', ...chat, originalId };
    if (originalId !== null) {
      const content = readContent(editedMessage(message));
      return { kind: 'edit', ...chat, originalId, type: content.type, content };
    }
  }
  const content = readContent(message);
  return {
    kind: 'message',
    ...chat,
    type: content.type,
    content,
    context: readContext(message),
    referral: boundedJson(message['referral']),
    reactsTo: content.type === 'reaction' ? content.messageId : null,
  };
}
