import { createWhatsappMedia } from './channels/whatsapp/createWhatsappMedia.js';
import type { CommitFeed } from './events/commitFeed.js';
import type { Core } from './events/core.js';
import { createReceiver, type Receiver } from './ingest/receiveWebhook.js';
import { createMediaLinks } from './media/mediaLinks.js';
import { createMediaServices, type MediaServices } from './media/mediaServices.js';
import { createDirectory, type Directory } from './projections/directory.js';
import { createConversationReader, type ConversationReader } from './reading/conversations.js';
import { createMessageReader, type MessageReader } from './reading/messages.js';
import { createLiveRelay } from './relay/liveRelay.js';
import { createSubscriptionHub, type SubscriptionHub } from './relay/subscriptions/hub.js';

/** What the surfaces (GraphQL, REST, hooks, jobs, command line) work with; they know no database. */
export interface Services {
  readonly core: Core;
  readonly directory: Directory;
  readonly receiver: Receiver;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly hub: SubscriptionHub;
  readonly media: MediaServices;
}

export interface ServiceOptions {
  /** Where clients reach us, without a trailing slash; asked when a link is made. */
  readonly publicUrl?: () => string;
  /** WhatsApp's API with its version, without a trailing slash. */
  readonly whatsappApiUrl?: string;
}

const WHATSAPP_API_URL = 'https://graph.facebook.com/v23.0';

/** Wires the services over a core; the feed must be started by its owner. */
export function createServices(
  core: Core,
  feed: CommitFeed,
  { publicUrl = () => '', whatsappApiUrl = WHATSAPP_API_URL }: ServiceOptions = {},
): Services {
  const directory = createDirectory(core, feed);
  const live = createLiveRelay();
  const links = createMediaLinks(core, directory, publicUrl);
  const media = createMediaServices({
    core,
    directory,
    links,
    provider: createWhatsappMedia(whatsappApiUrl),
  });
  return {
    core,
    directory,
    receiver: createReceiver(core, directory, live, links),
    messages: createMessageReader(core, directory, links),
    conversations: createConversationReader(core, directory),
    hub: createSubscriptionHub({ core, directory, feed, live, links }),
    media,
  };
}
