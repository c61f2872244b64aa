import type { InboundCall, InboundRecording } from '../channels/calls.js';
import type { Core } from '../events/core.js';
import { StaleGuard } from '../events/eventStore.js';
import { retryOnConflict } from '../events/handle.js';
import { SubjectGone } from '../events/vault.js';
import { SECOND_MS } from '../lib/clock.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import type { Directory } from '../projections/directory.js';
import type { NumberRow } from '../projections/rows.js';
import type { DirectRelay } from '../relay/direct/directRelay.js';
import type { RelayOutbox } from '../relay/webhooks/relayOutbox.js';
import type { Contacts } from './contacts.js';
import { relayCall } from './relayCall.js';
import { storeCall } from './storeCall.js';
import { storeRecording } from './storeRecording.js';

export type CallOutcome = 'stored' | 'duplicate' | 'relayed' | 'pastWindow' | 'unknown';

/** How long a provider is kept waiting for what must be relayed before it is answered; it hangs up after 15 s. */
const RELAY_WITHIN_MS = 10 * SECOND_MS;

export interface CallReceiver {
  /**
   * Takes in what a provider told of a call or recording; returns when it is stored or relayed. Throws when it could
   * not be: the provider is to tell it again, and what was taken in is recognised.
   * @param deadline of `performance.now()`
   */
  receive(
    of: { readonly account: string; readonly number: string },
    event: InboundCall | InboundRecording,
    arrivedAt: Date,
    deadline?: number,
  ): Promise<CallOutcome>;
}

export interface CallReceiverDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly direct: DirectRelay;
  readonly links: MediaLinks;
  readonly contacts: Contacts;
  readonly relays: RelayOutbox;
}

export function createCallReceiver(deps: CallReceiverDeps): CallReceiver {
  const { core, directory, contacts } = deps;

  const take = async (
    number: NumberRow,
    event: InboundCall | InboundRecording,
    arrivedAt: Date,
    deadline: number,
  ): Promise<CallOutcome> => {
    if (number.piiMode === 'RELAY_ONLY') return relayCall(deps, number, event, deadline);
    const account = await directory.account(number.account);
    if (!account) throw new Error('A number without its account.');
    const place = { account, number };
    const outcome =
      event.kind === 'call'
        ? await storeCall(deps, place, event, arrivedAt)
        : await storeRecording(deps, place, event, arrivedAt);
    switch (outcome) {
      case 'STORED':
        return 'stored';
      case 'DUPLICATE':
        return 'duplicate';
      case 'PAST_WINDOW':
        // It may not be kept any more, but forwarding is always active.
        await relayCall(deps, number, event, deadline);
        return 'pastWindow';
    }
  };

  // A policy that changes meanwhile, or a contact that is forgotten, is read again: each try decides by its moment.
  const forgetCached = (): void => {
    directory.forgetCached();
    contacts.forgetCached();
    core.vault.forgetCached();
  };
  return {
    receive: (of, event, arrivedAt, deadline = performance.now() + RELAY_WITHIN_MS) =>
      retryOnConflict(async () => {
        const number = await directory.number(of.account, of.number);
        return number ? take(number, event, arrivedAt, deadline).catch(asRace) : 'unknown';
      }, forgetCached),
  };
}

/** The contact was forgotten between being found and being used: decide anew. */
function asRace(error: unknown): never {
  throw error instanceof SubjectGone ? new StaleGuard() : error;
}
