import { setTimeout as delay } from 'node:timers/promises';
import type { InboundChat } from '../channels/inbound.js';
import type { Core } from '../events/core.js';
import type { MediaLinks } from '../media/mediaLinks.js';
import type { Directory } from '../projections/directory.js';
import type { NumberRow } from '../projections/rows.js';
import { arrivedEvent } from '../relay/arrivedEvent.js';
import { ChatwootNotTaken, type ChatwootRelay } from '../relay/chatwoot/relayToChatwoot.js';
import type { DirectRelay } from '../relay/direct/directRelay.js';
import { chatwootEventOf } from './chatwootEventOf.js';
import { messageIdOf } from '../projections/messageIds.js';
import { relayedLinkOf } from './relayedLink.js';
import { storeStatus } from './storeStatus.js';

export interface RelayArrivedDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly direct: DirectRelay;
  readonly links: MediaLinks;
  readonly chatwoot: ChatwootRelay;
}

/**
 * Hands what has arrived to every endpoint, to Chatwoot and to live subscribers, and comes back when all of them took
 * it; nothing of it is stored but that they did. The status of a send of ours is kept with its log row, which is
 * there for billing and status under every mode.
 * @param deadline of `performance.now()`
 * @throws RelayNotTaken, ChatwootNotTaken: its sender must deliver it again
 */
export async function relayArrived(
  { core, directory, direct, links, chatwoot }: RelayArrivedDeps,
  number: NumberRow,
  event: InboundChat,
  arrivedAt: Date,
  deadline: number,
): Promise<'relayed' | 'duplicate'> {
  const idOf = (externalId: string): Promise<string> =>
    messageIdOf(core, number.account, number._id, externalId);
  const own = await idOf(event.externalId);
  const send =
    event.kind === 'status' ? (await storeStatus(core, directory, number, event, arrivedAt)).send : null;
  const mark = event.kind === 'status' ? `${own}/${event.status}` : own;
  const id = 'originalId' in event ? await idOf(event.originalId) : (send?.id ?? own);
  const link = await relayedLinkOf(links, number, event);
  const told = arrivedEvent(number, event, id, own, link, send?.correlationId);
  const showing = async (): Promise<void> => {
    const shown = number.chatwoot ? await chatwootEventOf(core, number, event) : null;
    if (shown) await within(deadline, chatwoot.relay(number, shown));
  };
  // All at once: one that fails does not keep it from the others.
  const [endpoints, agents] = await Promise.allSettled([direct.relay(told, mark, deadline), showing()]);
  if (endpoints.status === 'rejected') throw endpoints.reason;
  if (agents.status === 'rejected') throw agents.reason;
  return endpoints.value ? 'relayed' : 'duplicate';
}

/** What takes longer goes on by itself, and is remembered when it succeeds. */
async function within(deadline: number, work: Promise<void>): Promise<void> {
  const isOver = new AbortController();
  const late = delay(Math.max(0, deadline - performance.now()), 'LATE' as const, { signal: isOver.signal });
  late.catch(() => undefined);
  work.catch(() => undefined);
  try {
    if ((await Promise.race([work, late])) === 'LATE') throw new ChatwootNotTaken();
  } finally {
    isOver.abort();
  }
}
