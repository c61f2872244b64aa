import { createBatcher } from '../../lib/batcher.js';
import { firstIdAt, idTime } from '../../lib/ids.js';
import { errorName, invalid } from '../../lib/errors.js';
import { MINUTE_MS } from '../../lib/clock.js';
import type { CommitFeed, FeedListener } from '../../events/commitFeed.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { MediaLinks } from '../../media/mediaLinks.js';
import type { Directory } from '../../projections/directory.js';
import type { InboundEventType } from '../../domain/inboundEventTypes.js';
import type { RelayedEvent } from '../inboundEvents.js';
import type { LiveRelay } from '../liveRelay.js';
import { createEventBuffer, FeedInterrupted, SlowConsumer, type EventBuffer } from './buffer.js';
import { eventsOfCommits, isRelayed } from './eventsOfCommits.js';

export interface SubscriptionRequest {
  readonly account: string;
  /** Null: all numbers of the account. */
  readonly numberIds: readonly string[] | null;
  readonly types: readonly InboundEventType[] | null;
  /** The cursor of the last event that was received: what came after it is told first. */
  readonly after: string | null;
}

export interface SubscriptionHub {
  /**
   * Events as they come, after those since `after`. At least once: after a resume the last minute's events of
   * other instances may come again, with the same `id`.
   * @throws InvalidInput when `after` is no cursor
   */
  subscribe(request: SubscriptionRequest): AsyncIterableIterator<RelayedEvent>;
  /** How many subscribe at the moment. */
  size(): number;
  stop(): void;
}

/** Events that may wait for a consumer before it is closed. */
export const BUFFERED_EVENTS = 1_000;
/** Live events that may wait while history is being told. */
const HELD_EVENTS = 10_000;
const MAX_BATCH = 200;
const REPLAY_BATCH = 200;
/** How far clocks, open transactions and change streams of several instances may lie apart. */
const OVERLAP_MS = MINUTE_MS;
const CURSOR = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.[0-9a-f]{8}$/;

interface Subscriber {
  readonly request: SubscriptionRequest;
  readonly buffer: EventBuffer<RelayedEvent>;
  /** Live events wait here while the replay is under way, so that the order holds and nothing is missed. */
  held: RelayedEvent[] | null;
}

export function createSubscriptionHub(deps: {
  readonly core: Core;
  readonly directory: Directory;
  readonly feed: CommitFeed;
  readonly live: LiveRelay;
  readonly links: MediaLinks;
}): SubscriptionHub {
  const { core, directory, feed, live, links } = deps;
  const subscribers = new Set<Subscriber>();

  const deliver = (event: RelayedEvent): void => {
    for (const subscriber of subscribers) {
      if (!isWanted(subscriber.request, event)) continue;
      if (!subscriber.held) subscriber.buffer.push(event);
      else if (subscriber.held.length < HELD_EVENTS) subscriber.held.push(event);
      else subscriber.buffer.fail(new SlowConsumer(HELD_EVENTS));
    }
  };

  // Commits that come while earlier ones are being opened share one read; the order stays.
  const opener = createBatcher<Commit, undefined>(async (commits) => {
    const events = await eventsOfCommits(core, directory, commits, 'MEMORY', links);
    const cursors = cursorsOf(commits);
    for (const event of events) deliver({ ...event, cursor: cursors.get(event.cursor ?? '') ?? null });
    return commits.map(() => ({ ok: true, value: undefined }));
  }, MAX_BATCH);

  const failAll = (): void => {
    for (const { buffer } of subscribers) buffer.fail(new FeedInterrupted());
  };
  const listener: FeedListener = {
    onCommit: (commit) => {
      if (subscribers.size === 0 || !isRelayed(commit)) return;
      opener.submit(commit).catch((error: unknown) => {
        core.log.error({ error: errorName(error) }, 'Events could not be opened for subscribers.');
        failAll();
      });
    },
    onGap: failAll,
  };
  const stopLive = live.subscribe(deliver);
  let stopListening: (() => void) | null = null;
  const leave = (subscriber: Subscriber): void => {
    subscribers.delete(subscriber);
    if (subscribers.size > 0) return;
    stopListening?.();
    stopListening = null;
  };

  const replay = async (subscriber: Subscriber, after: string): Promise<void> => {
    const [afterId = '', origin] = after.split('.');
    const from = firstIdAt(new Date(idTime(afterId).getTime() - OVERLAP_MS));
    const sent = new Set<string>();
    const send = async (commits: readonly Commit[]): Promise<void> => {
      const cursors = cursorsOf(commits);
      for (const event of await eventsOfCommits(core, directory, commits, 'STORE', links)) {
        sent.add(event.id);
        const told = { ...event, cursor: cursors.get(event.cursor ?? '') ?? null };
        if (isWanted(subscriber.request, told)) subscriber.buffer.push(told);
      }
    };
    // Else what others commit between the reading and the watching would be told by neither.
    await feed.watching();
    let batch: Commit[] = [];
    for await (const commit of core.store.all({ account: subscriber.request.account, _id: { $gt: from } })) {
      // Of the instance that told the cursor, all up to it was told before it.
      const isTold = commit._id <= afterId && (commit.origin === origin || commit._id === afterId);
      if (isTold || !isRelayed(commit)) continue;
      batch.push(commit);
      if (batch.length < REPLAY_BATCH) continue;
      await send(batch);
      batch = [];
      // History is told at the consumer's pace.
      if (!(await subscriber.buffer.drained())) return;
    }
    await send(batch);
    for (const event of subscriber.held ?? []) if (!sent.has(event.id)) subscriber.buffer.push(event);
    subscriber.held = null;
  };

  return {
    subscribe: (request) => {
      if (request.after !== null && !CURSOR.test(request.after)) {
        throw invalid(
          'after',
          'INVALID_CURSOR',
          'after must be the cursor of an event that was received before.',
        );
      }
      const buffer = createEventBuffer<RelayedEvent>(BUFFERED_EVENTS, () => {
        leave(subscriber);
      });
      const subscriber: Subscriber = { request, buffer, held: request.after === null ? null : [] };
      subscribers.add(subscriber);
      stopListening ??= feed.subscribe(listener);
      if (request.after !== null) {
        replay(subscriber, request.after).catch((error: unknown) => {
          core.log.error({ error: errorName(error) }, 'A replay for a subscriber failed.');
          buffer.fail(new FeedInterrupted());
        });
      }
      return buffer;
    },
    size: () => subscribers.size,
    stop: () => {
      stopLive();
      for (const { buffer } of subscribers) void buffer.return();
    },
  };
}

function cursorsOf(commits: readonly Commit[]): Map<string, string> {
  return new Map(commits.map(({ _id, origin }) => [_id, `${_id}.${origin}`]));
}

function isWanted({ account, numberIds, types }: SubscriptionRequest, event: RelayedEvent): boolean {
  return (
    event.account === account &&
    (numberIds === null || numberIds.includes(event.numberId)) &&
    (types === null || types.includes(event.event))
  );
}
