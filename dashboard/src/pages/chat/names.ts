import type { ConversationRowFragment } from '../../generated/operations.js';
import type { Translate } from '../../words/words.js';

/** What a conversation is called: the contact's or group's name, else the number, else what kind it is. */
export function nameOfConversation(
  {
    fromName,
    username,
    from,
    type,
  }: Pick<ConversationRowFragment, 'fromName' | 'username' | 'from' | 'type'>,
  t: Translate,
): string {
  return fromName ?? username ?? from ?? t(type === 'GROUP' ? 'chat.group' : 'chat.somebody');
}
