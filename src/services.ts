import { mailDisabled } from './administration/webhookNotices.js';
import type { CommitFeed } from './events/commitFeed.js';
import type { Core } from './events/core.js';
import { createReceiver, type Receiver } from './ingest/receiveWebhook.js';
import type { IpRange } from './lib/ipAddress.js';
import { createLogMailer, type Mailer } from './lib/mailer.js';
import { createDirectory, type Directory } from './projections/directory.js';
import { createConversationReader, type ConversationReader } from './reading/conversations.js';
import { createMessageReader, type MessageReader } from './reading/messages.js';
import { createLiveRelay } from './relay/liveRelay.js';
import { createSubscriptionHub, type SubscriptionHub } from './relay/subscriptions/hub.js';
import { createAddressRules, type AddressRules } from './relay/webhooks/addresses.js';
import { createDeliveryEngine, type DeliveryEngine } from './relay/webhooks/engine.js';
import { createSender } from './relay/webhooks/sender.js';
import { createWebhookTargets } from './relay/webhooks/targets.js';

/** What the surfaces (GraphQL, REST, hooks, jobs, command line) work with; they know no database. */
export interface Services {
  readonly core: Core;
  readonly directory: Directory;
  readonly receiver: Receiver;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly hub: SubscriptionHub;
  /** Where webhooks may go. */
  readonly rules: AddressRules;
  /** Must be started by its owner. */
  readonly deliveries: DeliveryEngine;
}

export interface ServiceOptions {
  /** See ALLOW_PRIVATE_WEBHOOKS. */
  readonly allowPrivateWebhooks?: readonly IpRange[];
  readonly mailer?: Mailer;
}

/** Wires the services over a core; the feed must be started by its owner. */
export function createServices(core: Core, feed: CommitFeed, options: ServiceOptions = {}): Services {
  const { allowPrivateWebhooks = [], mailer = createLogMailer(core.log) } = options;
  const directory = createDirectory(core, feed);
  const live = createLiveRelay();
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
    receiver: createReceiver(core, directory, live, deliveries.outbox),
    messages: createMessageReader(core, directory),
    conversations: createConversationReader(core, directory),
    hub: createSubscriptionHub({ core, directory, feed, live }),
    rules,
    deliveries,
  };
}
