import { mailDisabled } from './administration/webhookNotices.js';
import type { WhatsappClient } from './channels/whatsapp/client.js';
import { unreachableClient } from './channels/whatsapp/unreachableClient.js';
import type { CommitFeed } from './events/commitFeed.js';
import type { Core } from './events/core.js';
import { createContacts } from './ingest/contacts.js';
import { createReceiver, type Receiver } from './ingest/receiveWebhook.js';
import type { IpRange } from './lib/ipAddress.js';
import { createLogMailer, type Mailer } from './lib/mailer.js';
import { createDirectory, type Directory } from './projections/directory.js';
import { createConversationReader, type ConversationReader } from './reading/conversations.js';
import { createMessageReader, type MessageReader } from './reading/messages.js';
import { createSendLogReader, type SendLogReader } from './reading/sendLog.js';
import { createLiveRelay } from './relay/liveRelay.js';
import { createSubscriptionHub, type SubscriptionHub } from './relay/subscriptions/hub.js';
import { createAddressRules, type AddressRules } from './relay/webhooks/addresses.js';
import { createDeliveryEngine, type DeliveryEngine } from './relay/webhooks/engine.js';
import { createSender } from './relay/webhooks/sender.js';
import { createWebhookTargets } from './relay/webhooks/targets.js';

import { createSending } from './sending/createSending.js';
import type { Sending } from './sending/sending.js';
import { createSendWorker, type SendWorker } from './sending/worker/createSendWorker.js';
import type { LaneLimits } from './sending/worker/lanes.js';

/** What the surfaces (GraphQL, REST, hooks, jobs, command line) work with; they know no database. */
export interface Services {
  readonly core: Core;
  readonly directory: Directory;
  readonly receiver: Receiver;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly sendLog: SendLogReader;
  readonly hub: SubscriptionHub;
  readonly sending: Sending;
  /** Started by its owner; without it what is queued waits, or is asked for by other processes. */
  readonly sendWorker: SendWorker;
  /** Where webhooks may go. */
  readonly rules: AddressRules;
  /** Must be started by its owner. */
  readonly deliveries: DeliveryEngine;
}

export interface ServiceOptions {
  /** Asks the provider; closed by its owner. Absent: the provider counts as unreachable. */
  readonly client?: WhatsappClient;
  readonly sendLimits?: LaneLimits;
  /** See ALLOW_PRIVATE_WEBHOOKS. */
  readonly allowPrivateWebhooks?: readonly IpRange[];
  readonly mailer?: Mailer;
}

/** Wires the services over a core; the feed must be started by its owner. */
export function createServices(core: Core, feed: CommitFeed, options: ServiceOptions = {}): Services {
  const { client = unreachableClient, sendLimits } = options;
  const { allowPrivateWebhooks = [], mailer = createLogMailer(core.log) } = options;
  const directory = createDirectory(core, feed);
  const live = createLiveRelay();
  const contacts = createContacts(core);
  const rules = createAddressRules(allowPrivateWebhooks);
  const deliveries = createDeliveryEngine({
    core,
    directory,
    targets: createWebhookTargets(core, feed),
    sender: createSender({ rules }),
    notify: (notice) => mailDisabled(core, mailer, notice),
  });
  return {
    core,
    directory,
    receiver: createReceiver(core, directory, live, contacts, deliveries.outbox),
    messages: createMessageReader(core, directory),
    conversations: createConversationReader(core, directory),
    sendLog: createSendLogReader(core, directory),
    hub: createSubscriptionHub({ core, directory, feed, live }),
    sending: createSending(core, directory, contacts, client),
    sendWorker: createSendWorker({ core, directory, client, ...(sendLimits && { limits: sendLimits }) }),
    rules,
    deliveries,
  };
}
