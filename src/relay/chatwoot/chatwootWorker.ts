import { SECOND_MS } from '../../lib/clock.js';
import { errorName } from '../../lib/errors.js';
import { within } from '../../lib/within.js';
import type { Core } from '../../events/core.js';
import type { Commit } from '../../events/eventStore.js';
import type { SendEvent } from '../../domain/send/send.js';
import { soleFleet, type Fleet } from '../../instances/fleet.js';
import type { Directory } from '../../projections/directory.js';
import type { ChatwootJobRow } from '../../projections/chatwootJobs.js';
import { SEND_STREAM } from '../../projections/sendLog.js';
import type { ChatwootClient } from './chatwootClient.js';
import type { ChatwootDelivered, MediaReader } from './chatwootEvent.js';
import { createChatwootQueue, RENEW_EVERY_MS } from './chatwootQueue.js';
import { findChatwootTarget } from './chatwootTargets.js';
import { deliverToChatwoot } from './deliverToChatwoot.js';
import { openChatwootEvent } from './openEvent.js';

/** Tells Chatwoot what waits to be told, as long as it takes. */
export interface ChatwootWorker {
  start(): void;
  stop(): Promise<void>;
  wake(): void;
  /** One complete pass: all that is due is told or put off. */
  drain(): Promise<void>;
}

const MAX_RUNNING = 50;
/** So that an inbox that hangs leaves room for the others. */
const MAX_RUNNING_OF_NUMBER = 8;
const LOOK_EVERY_MS = 5 * SECOND_MS;
const STOP_WITHIN_MS = 3.5 * SECOND_MS;

export interface ChatwootWorkerDeps {
  readonly core: Core;
  readonly directory: Directory;
  readonly client: ChatwootClient;
  readonly readMedia: MediaReader;
  /** Default: there is no other process. */
  readonly fleet?: Fleet;
  /** From 0 to 1, for the jitter. */
  readonly random?: () => number;
}

export function createChatwootWorker(deps: ChatwootWorkerDeps): ChatwootWorker {
  const { core } = deps;
  const fleet = deps.fleet ?? soleFleet(core.origin);
  const queue = createChatwootQueue(core, deps.random ?? Math.random);
  const running = new Map<string, { readonly number: string; readonly work: Promise<void> }>();
  let isStopping = false;

  const run = async (row: ChatwootJobRow): Promise<void> => {
    try {
      const claimed = await queue.claim(row);
      if (!claimed) return;
      const beat = setInterval(() => void queue.renew(claimed).catch(() => undefined), RENEW_EVERY_MS);
      const attributes = { 'lethe.account': row.account, 'lethe.number': row.number };
      const told = core.tracer.run(
        'chatwoot',
        attributes,
        async (span) => {
          const became = await tell(deps, claimed);
          span.tell({ 'lethe.outcome': became.kind });
          return became;
        },
        { isRoot: true },
      );
      const outcome = await told.finally(() => {
        clearInterval(beat);
      });
      if (outcome.kind !== 'FAILED') await queue.done(claimed);
      else await queue.failed(claimed, outcome);
    } catch (error) {
      // Its lease runs out, and it is tried again.
      core.log.error({ job: row._id, reason: errorName(error) }, 'Chatwoot could not be told of something.');
    }
  };

  const hasRoom = ({ number }: ChatwootJobRow): boolean => {
    const own = [...running.values()].filter((one) => one.number === number).length;
    return running.size < MAX_RUNNING && own < MAX_RUNNING_OF_NUMBER;
  };

  /** Gives how many were begun. */
  const look = async (): Promise<number> => {
    let begun = 0;
    for (const row of await queue.due()) {
      const lane = `${row.account}/${row.lane}`;
      if (isStopping || running.has(lane) || !hasRoom(row)) continue;
      begun += 1;
      const work = run(row).finally(() => {
        running.delete(lane);
        wake();
      });
      running.set(lane, { number: row.number, work });
    }
    return begun;
  };

  let looking: Promise<void> | null = null;
  let isWanted = false;
  const lookOften = async (): Promise<void> => {
    while (isWanted && !isStopping) {
      isWanted = false;
      await look().catch((error: unknown) => {
        core.log.error({ reason: errorName(error) }, 'What waits for Chatwoot could not be looked at.');
      });
    }
    looking = null;
  };
  const wake = (): void => {
    if (isStopping) return;
    if (!timer) {
      fleet.wake('chatwoot');
      return;
    }
    isWanted = true;
    looking ??= lookOften();
  };

  const stopListening = core.store.onAppended((commits) => {
    if (commits.some(isOfReply)) wake();
  });
  let stopHearing: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;
  return {
    wake,
    start: () => {
      stopHearing ??= fleet.onWake('chatwoot', wake);
      timer ??= setInterval(wake, LOOK_EVERY_MS).unref();
      wake();
    },
    stop: async () => {
      isStopping = true;
      stopListening();
      stopHearing?.();
      if (timer) clearInterval(timer);
      const all = Promise.all([looking, ...[...running.values()].map(({ work }) => work)]);
      await within(STOP_WITHIN_MS, all);
    },
    drain: async () => {
      while (!isStopping) {
        const begun = await look();
        if (begun === 0 && running.size === 0) return;
        await Promise.all([...running.values()].map(({ work }) => work));
      }
    },
  };
}

function isOfReply({ stream, events }: Commit): boolean {
  if (!stream.startsWith(SEND_STREAM)) return false;
  return (events as unknown as readonly SendEvent[]).some(({ data }) => 'chatwoot' in data);
}

async function tell(
  { core, directory, client, readMedia }: ChatwootWorkerDeps,
  row: ChatwootJobRow,
): Promise<ChatwootDelivered> {
  const number = await directory.number(row.account, row.number);
  const target = number && (await findChatwootTarget(core, directory, number));
  // Disconnected, or removed: there is nobody to tell any more.
  if (!target) return { kind: 'NOTHING' };
  if (row.kind === 'EVENT') {
    const event = await openChatwootEvent(core, directory, row);
    if (!event) return { kind: 'NOTHING' };
    return deliverToChatwoot(client, target, event, (asked) => readMedia(number, asked), row.attempts);
  }
  const { conversation: conversationId, message: messageId } = row.reply;
  const set = await client.setStatus(target.access, { conversationId, messageId }, row.status, row.error);
  if (set.kind === 'OK') return { kind: 'DELIVERED' };
  // The message is not there any more, or not of an API inbox: it has no status that we could set.
  if (set.reason === 'NOT_FOUND' || set.reason === 'INVALID') return { kind: 'NOTHING' };
  return { kind: 'FAILED', reason: set.reason, isFinal: false, retryAfterMs: set.retryAfterMs };
}
