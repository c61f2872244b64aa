import type { InboundChat } from '../channels/inbound.js';
import type { ParsedInbound } from '../channels/whatsapp/parseWebhook.js';
import type { Core } from '../events/core.js';
import { retryOnConflict } from '../events/handle.js';
import { SECOND_MS } from '../lib/clock.js';
import type { Directory } from '../projections/directory.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import type { NumberRow } from '../projections/rows.js';
import { NO_CHATWOOT, type ChatwootRelay } from '../relay/chatwoot/relayToChatwoot.js';
import type { DirectRelay } from '../relay/direct/directRelay.js';
import { NO_RELAYS, type RelayOutbox } from '../relay/webhooks/relayOutbox.js';
import { createContacts, type Contacts } from './contacts.js';
import { relayArrived, type RelayArrivedDeps } from './relayArrived.js';
import { createCallReceiver, type CallReceiver } from './receiveCalls.js';
import { storeMessage } from './storeMessage.js';
import { storeStatus } from './storeStatus.js';

/** How many events of a webhook ended how; for the log and for metrics. */
export interface Received {
  stored: number;
  duplicate: number;
  relayed: number;
  pastWindow: number;
  unknown: number;
}

/** How long the sender of a webhook is kept waiting for what must be relayed before it is answered. */
const RELAY_WITHIN_MS = 10 * SECOND_MS;

export interface Receiver {
  /**
   * Takes in all events of a verified webhook; returns when each of them is stored or relayed. Throws when one
   * could not be: the provider delivers the whole webhook again, and what was taken in is recognised.
   * @param hook the number whose address and secret the webhook came with; other numbers of its account may be in it
   */
  receive(hook: NumberRow, items: readonly ParsedInbound[], arrivedAt: Date): Promise<Received>;
}

export function createReceiver(
  core: Core,
  directory: Directory,
  direct: DirectRelay,
  links: MediaLinks,
  contacts: Contacts = createContacts(core),
  relays: RelayOutbox = NO_RELAYS,
  chatwoot: ChatwootRelay = NO_CHATWOOT,
  calls: CallReceiver = createCallReceiver({ core, directory, direct, links, contacts, relays }),
): Receiver {
  const deps = { core, contacts, directory, direct, links, relays, chatwoot };
  core.store.onAppended((commits) => {
    if (commits.some(({ stream }) => stream.startsWith('number:'))) contacts.forgetCached();
  });

  const placeOf = async (hook: NumberRow, phoneNumberId: string | null): Promise<NumberRow | null> =>
    phoneNumberId === null || phoneNumberId === hook.phoneNumberId
      ? directory.number(hook.account, hook._id)
      : directory.numberByProviderId(hook.account, phoneNumberId);

  const receiveOne = async (
    hook: NumberRow,
    { phoneNumberId, event }: ParsedInbound,
    arrivedAt: Date,
    deadline: number,
  ): Promise<keyof Received> => {
    if (event.kind === 'unknown') {
      core.log.warn(
        { number: hook._id, field: event.field, reason: event.reason },
        'Part of a webhook was not understood.',
      );
      return 'unknown';
    }
    // A policy that changes meanwhile is read again: each try decides by the mode of its moment.
    const decide = async (): Promise<keyof Received> => {
      const number = await placeOf(hook, phoneNumberId);
      if (!number) {
        core.log.warn({ number: hook._id }, 'A webhook named a number that this account does not have.');
        return 'unknown';
      }
      if (event.kind === 'call') {
        const of = { account: number.account, number: number._id };
        return calls.receive(of, event, arrivedAt, deadline);
      }
      if (number.piiMode === 'RELAY_ONLY') return relayArrived(deps, number, event, arrivedAt, deadline);
      return store(deps, number, event, arrivedAt, deadline);
    };
    return retryOnConflict(decide, directory.forgetCached);
  };

  return {
    receive: async (hook, items, arrivedAt) => {
      const received: Received = { stored: 0, duplicate: 0, relayed: 0, pastWindow: 0, unknown: 0 };
      const deadline = performance.now() + RELAY_WITHIN_MS;
      const outcomes = await Promise.allSettled(
        items.map((item) => receiveOne(hook, item, arrivedAt, deadline)),
      );
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason;
        received[outcome.value] += 1;
      }
      return received;
    },
  };
}

interface Deps extends RelayArrivedDeps {
  readonly contacts: Contacts;
  readonly relays: RelayOutbox;
}

async function store(
  deps: Deps,
  number: NumberRow,
  event: InboundChat,
  arrivedAt: Date,
  deadline: number,
): Promise<keyof Received> {
  const { core, contacts, directory, relays } = deps;
  if (event.kind === 'status') {
    const { isNews, isPastWindow } = await storeStatus(core, directory, number, event, arrivedAt, relays);
    if (!isPastWindow) return isNews ? 'stored' : 'duplicate';
    await relayArrived(deps, number, event, arrivedAt, deadline);
    return 'pastWindow';
  }
  const account = await directory.account(number.account);
  if (!account) throw new Error('A number without its account.');
  const outcome = await storeMessage(core, contacts, { account, number }, event, arrivedAt, relays);
  switch (outcome) {
    case 'STORED':
      return 'stored';
    case 'DUPLICATE':
      return 'duplicate';
    case 'PAST_WINDOW':
      // It may not be kept any more, but forwarding is always active.
      await relayArrived(deps, number, event, arrivedAt, deadline);
      return 'pastWindow';
  }
}
