import type { CommitFeed } from './events/commitFeed.js';
import type { Core } from './events/core.js';
import { createReceiver, type Receiver } from './ingest/receiveWebhook.js';
import { createDirectory, type Directory } from './projections/directory.js';
import { createConversationReader, type ConversationReader } from './reading/conversations.js';
import { createMessageReader, type MessageReader } from './reading/messages.js';
import { createSendLogReader, type SendLogReader } from './reading/sendLog.js';
import type { Sending } from './sending/sending.js';
import { createLiveRelay } from './relay/liveRelay.js';
import { createSubscriptionHub, type SubscriptionHub } from './relay/subscriptions/hub.js';

/** What the surfaces (GraphQL, REST, hooks, jobs, command line) work with; they know no database. */
export interface Services {
  readonly core: Core;
  readonly directory: Directory;
  readonly receiver: Receiver;
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly sendLog: SendLogReader;
  readonly sending: Sending;
  readonly hub: SubscriptionHub;
}

const notYet = (): Promise<never> => Promise.reject(new Error('under way'));
const NOT_YET: Sending = {
  send: notYet,
  cancel: notYet,
  templates: notYet,
  groups: notYet,
  upload: notYet,
};

/** Wires the services over a core; the feed must be started by its owner. */
export function createServices(core: Core, feed: CommitFeed): Services {
  const directory = createDirectory(core, feed);
  const live = createLiveRelay();
  return {
    core,
    directory,
    receiver: createReceiver(core, directory, live),
    messages: createMessageReader(core, directory),
    conversations: createConversationReader(core, directory),
    sendLog: createSendLogReader(core, directory),
    sending: NOT_YET,
    hub: createSubscriptionHub({ core, directory, feed, live }),
  };
}
