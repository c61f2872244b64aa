import { newMessageId } from './messageId.js';
import { webhookOf, type DoubleState } from './state.js';
import { inboundBody, type InboundRequest } from './webhookBodies.js';

/** Sends a customer's message to the webhook of its number, again and again until it is taken. */
export function sendInbound(
  state: DoubleState,
  request: InboundRequest,
): { readonly id: string; readonly hasWebhook: boolean } {
  const phoneNumberId = request.phoneNumberId ?? state.phoneNumberId;
  const id = request.id ?? newMessageId(request.from ?? request.userId ?? '');
  const target = () => webhookOf(state, phoneNumberId);
  const hasWebhook = target() !== null;
  const number = { phoneNumberId, displayPhoneNumber: state.displayPhoneNumber };
  if (hasWebhook) state.callbacks.post(target, inboundBody(number, id, new Date(), request), 0);
  return { id, hasWebhook };
}
