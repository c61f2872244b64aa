import type { TelephonyClient } from '../channels/telephony/client.js';
import type { WhatsappMedia } from '../channels/whatsapp/media.js';
import type { Core } from '../events/core.js';
import type { Fleet } from '../instances/fleet.js';
import type { Directory } from '../projections/directory.js';
import { createMediaCopier, type MediaCopier } from './mediaCopier.js';
import type { MediaLinks } from './mediaLinks.js';
import { createMediaReader, type MediaReader } from './mediaReader.js';

/** Everything about messages' files. */
export interface MediaServices {
  readonly links: MediaLinks;
  readonly reader: MediaReader;
  /** Must be started by its owner. */
  readonly copier: MediaCopier;
}

export function createMediaServices(deps: {
  readonly core: Core;
  readonly directory: Directory;
  readonly links: MediaLinks;
  readonly provider: WhatsappMedia;
  readonly telephony: TelephonyClient;
  readonly fleet?: Fleet;
}): MediaServices {
  return { links: deps.links, reader: createMediaReader(deps), copier: createMediaCopier(deps) };
}
