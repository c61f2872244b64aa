import type { InboundMedia, MediaType, MessageContent } from '../../channels/content.js';
import { FILL, type Saying } from './dialogues.js';
import type { Random } from './random.js';

const PLACE = {
  latitude: 51.4779,
  longitude: -0.0015,
  name: 'The workshop',
  address: '1 Example Lane',
} as const;
const CAPTIONS = ['Here it is', 'Like this', 'Look', null, null] as const;
const EMOJI = ['👍', '❤️', '😂', '🙏', '🚲'] as const;
const BIKES = ['Long John', 'Bakfiets', 'Longtail'] as const;

/**
 * The typed content of a line, as the channel would have given it.
 * @param about the provider's id of the message that a reaction is about
 */
export function contentOf(random: Random, say: Saying, about: string): MessageContent {
  if (typeof say === 'string') return { type: 'text', body: fill(random, say) };
  switch (say.kind) {
    case 'photo':
      return media(random, 'image', 'image/jpeg', { caption: random.pick(CAPTIONS) });
    case 'video':
      return media(random, 'video', 'video/mp4', { caption: random.pick(CAPTIONS) });
    case 'voice':
      return media(random, 'audio', 'audio/ogg', { voice: true });
    case 'sticker':
      return media(random, 'sticker', 'image/webp', { animated: random.chance(0.3) });
    case 'file':
      return media(random, 'document', 'application/pdf', { fileName: say.name });
    case 'reaction':
      return { type: 'reaction', messageId: about, emoji: random.pick(EMOJI) };
    case 'place':
      return { type: 'location', ...PLACE, url: null };
    case 'card':
      return { type: 'contacts', cards: [{ name: 'Alex Example', phones: ['+44 7700 900999'], raw: null }] };
    case 'choice': {
      const title = random.pick(BIKES);
      const texts = { id: title.toLowerCase(), title, description: null, body: null };
      return { type: 'interactive', reply: 'list_reply', ...texts, raw: null };
    }
  }
}

function media(
  random: Random,
  type: MediaType,
  mimeType: string,
  told: Partial<InboundMedia>,
): MessageContent {
  const nothing = { sha256: null, fileName: null, caption: null, voice: false, animated: false, url: null };
  // No provider has these files: with an id each of them would be asked for. The draw stays: without it every seed
  // would have another history than before.
  random.between(1e12, 9e12);
  return { type, media: { ...nothing, providerMediaId: null, mimeType, ...told } };
}

function fill(random: Random, text: string): string {
  return text.replace(/\{(part|day|time|price)\}/g, (_whole, name: keyof typeof FILL) =>
    random.pick(FILL[name]),
  );
}
