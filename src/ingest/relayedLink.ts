import type { InboundChat } from '../channels/inbound.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import type { NumberRow } from '../projections/rows.js';

/** The link by which a file that is not stored is streamed from the provider; null: there is none. */
export async function relayedLinkOf(
  links: MediaLinks,
  number: NumberRow,
  event: InboundChat,
): Promise<string | null> {
  if (event.kind === 'status' || event.kind === 'revocation' || !('media' in event.content)) return null;
  const { type: kind, media } = event.content;
  const { providerMediaId, mimeType, fileName, sha256 } = media;
  if (providerMediaId === null) return null;
  const relayed = { providerMediaId, mimeType, fileName, sha256 };
  const link = { account: number.account, number: number._id, media: relayed, kind };
  return links.toRelayed(link, number.piiMode !== 'RELAY_ONLY');
}
