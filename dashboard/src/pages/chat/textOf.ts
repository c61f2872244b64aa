import type { Translate } from '../../words/words.js';
import type { ChatMessage } from './rows.js';

/** What there is to read of a message that is no file; its kind, where it has no words. */
export function textOf({ type, content }: Pick<ChatMessage, 'type' | 'content'>, t: Translate): string {
  const text = content ?? '';
  if (type === 'TEXT' || type === 'BUTTON' || type === 'INTERACTIVE') return text;
  const kind = t(`type.${type}`);
  return text === '' ? kind : `${kind}: ${text}`;
}
