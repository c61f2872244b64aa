import { createThirdParty } from './administration/thirdParty.js';
import { mailDisabled } from './administration/webhookNotices.js';
import type { TelephonyClient } from './channels/telephony/client.js';
import { createTelephonyClient } from './channels/telephony/createTelephonyClient.js';
import { createWhatsappMedia } from './channels/whatsapp/createWhatsappMedia.js';
import type { WhatsappClient } from './channels/whatsapp/client.js';
import { unreachableClient } from './channels/whatsapp/unreachableClient.js';
import { createErasures, type Erasures } from './erasing/erasures.js';
import { createExports, type Exports } from './exporting/exports.js';
import type { CommitFeed } from './events/commitFeed.js';
import type { Core } from './events/core.js';
import type { WatchRows } from './events/rowFeed.js';
import { soleFleet, type Fleet } from './instances/fleet.js';
import type { ErasureRow } from './retention/erase/erasureRow.js';
import type { ThirdParty } from './retention/thirdParty.js';
import { createContacts } from './ingest/contacts.js';
import { createCallReceiver, type CallReceiver } from './ingest/receiveCalls.js';
import { createReceiver, type Receiver } from './ingest/receiveWebhook.js';
import type { IpRange } from './lib/ipAddress.js';
import { createLogMailer, type Mailer } from './lib/mailer.js';
import { createMediaLinks } from './media/mediaLinks.js';
import { createMediaServices, type MediaServices } from './media/mediaServices.js';
import type { DeliveryRow } from './projections/webhookRows.js';
import { createDirectory, type Directory } from './projections/directory.js';
import { createCallReader, type CallReader } from './reading/calls.js';
import { createConversationReader, type ConversationReader } from './reading/conversations.js';
import { createMessageReader, type MessageReader } from './reading/messages.js';
import { createRecordingReader, type RecordingReader } from './reading/recordings.js';
import { createSendLogReader, type SendLogReader } from './reading/sendLog.js';
import type { ChatwootClient } from './relay/chatwoot/chatwootClient.js';
import { withChatwoot } from './relay/chatwoot/chatwootOutbox.js';
import { createChatwootWorker, type ChatwootWorker } from './relay/chatwoot/chatwootWorker.js';
import { createChatwootClient } from './relay/chatwoot/createChatwootClient.js';
import { createChatwootMediaReader } from './relay/chatwoot/readChatwootMedia.js';
import { createChatwootRelay } from './relay/chatwoot/relayToChatwoot.js';
import { createDirectRelay } from './relay/direct/directRelay.js';
import { createLiveRelay, type LiveBus } from './relay/liveRelay.js';
import { createSubscriptionHub, type SubscriptionHub } from './relay/subscriptions/hub.js';
import { createAddressRules, type AddressRules } from './relay/webhooks/addresses.js';
import { createDeliveryEngine, type DeliveryEngine } from './relay/webhooks/engine.js';
import { createHealth, type DisabledNotice } from './relay/webhooks/health.js';
import { createSender } from './relay/webhooks/sender.js';
import { createWebhookTargets } from './relay/webhooks/targets.js';

import { createSending } from './sending/createSending.js';
import type { Sending } from './sending/sending.js';
import { tellAskers } from './sending/worker/tellAskers.js';
import { createSendWorker, type SendWorker } from './sending/worker/createSendWorker.js';
import type { LaneLimits } from './sending/worker/lanes.js';

/** What the surfaces (GraphQL, REST, hooks, jobs, command line) work with; they know no database. */
export interface Services {
  readonly core: Core;
  /** Hands mails over, or says in the log that there is no server for them. */
  readonly mailer: Mailer;
  readonly directory: Directory;
  readonly receiver: Receiver;
  readonly callReceiver: CallReceiver;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly calls: CallReader;
  readonly recordings: RecordingReader;
  readonly sendLog: SendLogReader;
  readonly hub: SubscriptionHub;
  readonly media: MediaServices;
  readonly sending: Sending;
  /** Started by its owner; without it what is queued waits, or is asked for by other processes. */
  readonly sendWorker: SendWorker;
  /** Where webhooks may go. */
  readonly rules: AddressRules;
  /** Must be started by its owner. */
  readonly deliveries: DeliveryEngine;
  /** Whom calls go through, and where recordings are that we do not keep. */
  readonly telephony: TelephonyClient;
  /** Deletes what is kept there, as cleanups and erasures do. */
  readonly thirdParty: ThirdParty;
  /** Closed by its owner. */
  readonly chatwoot: ChatwootClient;
  /** Must be started by its owner. */
  readonly chatwootWorker: ChatwootWorker;
  readonly erasures: Erasures;
  readonly exports: Exports;
}

export interface ServiceOptions {
  /** Asks the provider; closed by its owner. Absent: the provider counts as unreachable. */
  readonly client?: WhatsappClient;
  readonly sendLimits?: LaneLimits;
  /** See ALLOW_PRIVATE_WEBHOOKS. */
  readonly allowPrivateWebhooks?: readonly IpRange[];
  readonly mailer?: Mailer;
  /** Where clients reach us, without a trailing slash; asked when a link is made. */
  readonly publicUrl?: () => string;
  /** WhatsApp's API with its version, without a trailing slash: where files are. */
  readonly whatsappApiUrl?: string;
  /** The telephony provider's API, without a trailing slash. */
  readonly twilioApiUrl?: string;
  /** Requests a second to it that cleanups and erasures make together; absent or 0: no limit. */
  readonly thirdPartyRequestsPerSecond?: number;
  /** Started and stopped by its owner. Absent: there are no other processes. */
  readonly fleet?: Fleet;
  /** What other processes do with deliveries; absent: there are none. */
  readonly watchDeliveries?: WatchRows<DeliveryRow>;
  /** Told of each erasure of a person that was tried. */
  readonly erasureRan?: (row: ErasureRow) => Promise<void>;
  /** Started and stopped by its owner. Absent: other processes do not hear of live events here. */
  readonly liveBus?: LiveBus | null;
}

const WHATSAPP_API_URL = 'https://graph.facebook.com/v23.0';
const TWILIO_API_URL = 'https://api.twilio.com';

/** Wires the services over a core; the feed must be started by its owner. */
export function createServices(core: Core, feed: CommitFeed, options: ServiceOptions = {}): Services {
  const { client = unreachableClient, sendLimits, publicUrl = () => '' } = options;
  const { whatsappApiUrl = WHATSAPP_API_URL, twilioApiUrl = TWILIO_API_URL } = options;
  const { fleet = soleFleet(core.origin), watchDeliveries } = options;
  const { allowPrivateWebhooks = [], mailer = createLogMailer(core.log) } = options;
  const directory = createDirectory(core, feed);
  const live = createLiveRelay(options.liveBus);
  const contacts = createContacts(core);
  const links = createMediaLinks(core, directory, publicUrl);
  const provider = createWhatsappMedia(whatsappApiUrl);
  const rules = createAddressRules(allowPrivateWebhooks);
  const targets = createWebhookTargets(core, feed);
  const sender = createSender({ rules });
  const notify = (notice: DisabledNotice): Promise<void> => mailDisabled(core, mailer, notice);
  const deliveries = createDeliveryEngine({
    ...{ core, directory, links, targets, sender, notify, fleet },
    ...(watchDeliveries && { watchRows: watchDeliveries }),
  });
  const direct = createDirectRelay({
    ...{ core, targets, sender, live },
    health: createHealth(core, notify),
    changed: (row) => {
      deliveries.tellChanged(row);
    },
  });
  const telephony = createTelephonyClient(twilioApiUrl);
  const thirdParty = createThirdParty(core, telephony, options.thirdPartyRequestsPerSecond ?? 0);
  const media = createMediaServices({ core, directory, links, provider, telephony, fleet });
  const readMedia = createChatwootMediaReader(core, media.reader);
  const chatwoot = createChatwootClient({ rules });
  const chatwootWorker = createChatwootWorker({ core, directory, client: chatwoot, readMedia, fleet });
  const relays = withChatwoot(deliveries.outbox, core, directory, () => {
    chatwootWorker.wake();
  });
  const chatwootRelay = createChatwootRelay(core, directory, chatwoot, readMedia);
  const callReceiver = createCallReceiver({ core, directory, direct, links, contacts, relays });
  const messages = createMessageReader(core, directory, links);
  const conversations = createConversationReader(core, directory);
  const sendLog = createSendLogReader(core, directory);
  const calls = createCallReader(core, directory);
  const recordings = createRecordingReader(core, directory, links);
  tellAskers(core, fleet);
  const readers = { messages, conversations, calls, recordings, sendLog, mediaReader: media.reader };
  return {
    core,
    mailer,
    directory,
    receiver: createReceiver(core, directory, direct, links, contacts, relays, chatwootRelay, callReceiver),
    callReceiver,
    messages,
    conversations,
    calls,
    recordings,
    sendLog,
    hub: createSubscriptionHub({ core, directory, feed, live, links }),
    media,
    sending: createSending(core, directory, contacts, client),
    sendWorker: createSendWorker({
      core,
      directory,
      client,
      fleet,
      ...(sendLimits && { limits: sendLimits }),
    }),
    rules,
    deliveries,
    telephony,
    thirdParty,
    chatwoot,
    chatwootWorker,
    erasures: createErasures({ core, directory, client: chatwoot, thirdParty, ran: options.erasureRan }),
    exports: createExports({ core, directory, ...readers }, publicUrl),
  };
}
