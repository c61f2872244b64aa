import type { JsonValue } from '../channels/json.js';
import { checkMessage, refusalOf, type CheckedMessage } from './checkMessage.js';
import { jsonReply, pageReply, refusalReply, type Reply } from './exchange.js';
import { newMessageId } from './messageId.js';
import { markReadShape } from './messageShape.js';
import type { AcceptedSend, FaultAction, Operation } from './options.js';
import { callBack, type DoubleState } from './state.js';

/** `POST /{phone_number_id}/messages`: a message, or that one was read. */
export function replyToMessage(state: DoubleState, phoneNumberId: string, body: unknown): Reply {
  if (typeof body !== 'object' || body === null)
    return refusalReply({ code: 100, details: 'The body is no JSON object.' });
  if ('status' in body) return replyToMarkRead(state, phoneNumberId, body);
  const checked = checkMessage(body, state.templates, (id) => state.media.find(id) !== null);
  if ('code' in checked) return refusalReply(checked);
  if (state.isTooFast(phoneNumberId, Date.now()))
    return refusalReply({ code: 130_429, retryAfterSeconds: 1 });
  state.phoneNumberId = phoneNumberId;
  const met = state.faults.take({ on: 'messages', phoneNumberId, to: checked.recipient });
  return act(met, () => acceptedBody(accept(state, phoneNumberId, checked, body), met?.kind === 'HOLD'));
}

function replyToMarkRead(state: DoubleState, phoneNumberId: string, body: object): Reply {
  const parsed = markReadShape.safeParse(body);
  if (!parsed.success) return refusalReply(refusalOf(parsed.error, body));
  return replyUnlessFault(state, { on: 'markRead', phoneNumberId }, () => {
    state.readMarks.push(parsed.data.message_id);
    return { success: true };
  });
}

/** Answers as it should, unless a fault meets the request. */
export function replyUnlessFault(
  { faults }: DoubleState,
  request: { readonly on: Operation; readonly phoneNumberId: string },
  accept: () => JsonValue,
): Reply {
  return act(faults.take({ ...request, to: null }), accept);
}

function act(action: FaultAction | null, accept: () => JsonValue): Reply {
  switch (action?.kind) {
    case undefined:
    case 'HOLD':
      return jsonReply(accept());
    case 'REFUSE':
      return refusalReply(action);
    case 'GATEWAY':
      if (action.accepts === true) accept();
      return pageReply(action.status, '<html><h1>Bad gateway</h1></html>');
    case 'HANG':
      if (action.accepts === true) accept();
      return { kind: 'NEVER' };
    case 'RESET':
      if (action.accepts === true) accept();
      return { kind: 'RESET' };
    case 'CUT':
      return { kind: 'HALF', body: JSON.stringify(accept()) };
    case 'GARBLE':
      accept();
      return pageReply(200, '<html>It works!</html>');
    case 'SLOW':
      return { kind: 'LATER', ms: action.ms, reply: () => jsonReply(accept()) };
  }
}

function accept(
  state: DoubleState,
  phoneNumberId: string,
  { recipient, recipientKind, message }: CheckedMessage,
  body: object,
): AcceptedSend {
  const send: AcceptedSend = {
    id: newMessageId(recipientKind === 'PHONE' ? recipient.replace(/\D/g, '') : recipient),
    phoneNumberId,
    acceptedAt: new Date(),
    recipient,
    recipientKind,
    type: message.type,
    trackingData: message.biz_opaque_callback_data ?? null,
    replyTo: message.context?.message_id ?? null,
    message: body as JsonValue,
  };
  state.record.add(send);
  const steps = typeof state.plan === 'function' ? state.plan(send) : state.plan;
  for (const step of steps) callBack(state, send, step);
  return send;
}

function acceptedBody({ id, recipient, recipientKind }: AcceptedSend, isHeld: boolean): JsonValue {
  const known =
    recipientKind === 'USER'
      ? { user_id: recipient }
      : { wa_id: recipientKind === 'PHONE' ? recipient.replace(/\D/g, '') : recipient };
  const message_status = isHeld ? 'held_for_quality_assessment' : 'accepted';
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: recipient, ...known }],
    messages: [{ id, message_status }],
  };
}
