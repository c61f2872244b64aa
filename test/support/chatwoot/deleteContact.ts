import type { DoubleAnswer, DoubleCall } from './routes.js';
import type { DoubleState } from './state.js';

/** With all that hangs on it, as Chatwoot's own models say (`dependent: :destroy_async`); an administrator's right. */
export function deleteContact(
  state: DoubleState,
  { isAdministrator }: DoubleCall,
  [id]: readonly number[],
): DoubleAnswer {
  if (!isAdministrator) return { status: 401, body: { error: 'Refused.' } };
  if (!state.contacts.some((contact) => contact.id === id))
    return { status: 404, body: { error: 'Refused.' } };
  const own = state.conversations.filter(({ contact_id }) => contact_id === id).map((one) => one.id);
  removeWhere(state.messages, ({ conversation_id }) => own.includes(conversation_id));
  removeWhere(state.conversations, ({ contact_id }) => contact_id === id);
  removeWhere(state.contacts, (one) => one.id === id);
  return { status: 200, body: null };
}

function removeWhere<T>(list: T[], isGone: (one: T) => boolean): void {
  list.splice(0, list.length, ...list.filter((one) => !isGone(one)));
}
