import type { MessageContent } from './content.js';

/**
 * Gives what a preview or a `content` column shows of a message: the text, caption, button's text, chosen title, emoji,
 * place or names; null where there is nothing to read (media without caption, a reaction taken back, unsupported).
 * The result is PII, like the content itself. Pure; never throws.
 */
export function contentText(content: MessageContent): string | null {
  switch (content.type) {
    case 'text':
      return content.body;
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker':
      return content.media.caption;
    case 'location':
      return content.name ?? content.address ?? `${content.latitude}, ${content.longitude}`;
    case 'contacts':
      return (
        content.cards
          .map((card) => card.name ?? card.phones[0] ?? '')
          .filter(Boolean)
          .join(', ') || null
      );
    case 'reaction':
      return content.emoji;
    case 'interactive':
      return content.title ?? content.body;
    case 'button':
      return content.text ?? content.payload;
    case 'order':
      return content.text;
    case 'system':
      return content.body;
    case 'unsupported':
      return null;
  }
}
