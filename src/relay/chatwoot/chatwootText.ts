import { contentText, type MessageContent } from '../../channels/inbound.js';
import type { ChatwootEvent } from './chatwootEvent.js';

/** Chatwoot takes no more characters (contracts/chatwoot.md). */
const MAX_LENGTH = 150_000;

/** What an agent reads. All of it is PII. @param isMediaGone its file cannot be shown */
export function chatwootText(event: ChatwootEvent, isMediaGone: boolean): string {
  const body = event.content ? textOf(event.content, isMediaGone) : '';
  const told = event.kind === 'EDIT' ? `✏️ Edited: ${body}` : body;
  const author = event.group && event.direction === 'INBOUND' ? nameOf(event) : null;
  const text = author === null ? told : told === '' ? `**${author}**` : `**${author}:** ${told}`;
  return text.slice(0, MAX_LENGTH);
}

/** Chatwoot shows Markdown: a name must not end its own emphasis. */
function nameOf({ person }: ChatwootEvent): string | null {
  const name = person?.name ?? person?.username ?? person?.phone ?? person?.userId ?? null;
  return name === null ? null : name.replace(/[*_`[\]\r\n]/g, ' ').trim() || null;
}

function textOf(content: MessageContent, isMediaGone: boolean): string {
  switch (content.type) {
    case 'image':
    case 'audio':
    case 'video':
    case 'document':
    case 'sticker': {
      const { caption } = content.media;
      if (!isMediaGone) return caption ?? '';
      return [`[${content.type} that can no longer be had]`, caption].filter(Boolean).join('\n');
    }
    case 'location': {
      const { name, address, latitude, longitude } = content;
      const place = `${String(latitude)}, ${String(longitude)}`;
      return ['📍', name, address, place].filter(Boolean).join('\n');
    }
    case 'contacts':
      return content.cards
        .map(({ name, phones }) => ['👤', name, ...phones].filter(Boolean).join(' '))
        .join('\n');
    case 'reaction':
      return content.emoji === null ? 'Took a reaction back' : `Reacted with ${content.emoji}`;
    case 'order': {
      const count = content.items.reduce((sum, { quantity }) => sum + (quantity ?? 1), 0);
      return [`🛒 Order of ${String(count)} items`, content.text].filter(Boolean).join('\n');
    }
    case 'interactive':
      return [content.title ?? content.body, content.description].filter(Boolean).join('\n');
    case 'unsupported':
      return '[A message of a kind that cannot be shown here]';
    case 'text':
    case 'button':
    case 'system':
      return contentText(content) ?? '';
  }
}
