import type { InboundMedia, MessageContent } from '../channels/inbound.js';
import type { MessagePii } from '../projections/rows.js';

/** The file that a message's content names; null: none, or the content is gone. PII. */
export function fileOf(
  pii: MessagePii | null,
): { readonly kind: string; readonly media: InboundMedia } | null {
  const content = (pii?.content ?? null) as MessageContent | null;
  return content && 'media' in content ? { kind: content.type, media: content.media } : null;
}
