import type { ChangeStream, ChangeStreamDocument, Document } from 'mongodb';
import { deferred, type Deferred } from '../lib/deferred.js';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** A change stream that is opened again for as long as it is wanted. */
export interface ChangeStreamLoop {
  /**
   * Resolves when the server watches, again after an interruption: what commits from then on is told. Started again, it
   * goes on.
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** False while changes may be missed. */
  isHealthy(): boolean;
}

/**
 * Reads a change stream to its listener. The driver resumes by itself what can be resumed; where the place is lost
 * all the same, `onGap` is told and the stream starts anew at the present.
 */
export function createChangeStreamLoop<T extends Document>(deps: {
  readonly watch: () => ChangeStream<T>;
  readonly onChange: (change: ChangeStreamDocument<T>) => void;
  readonly onGap: () => void;
  readonly log: Log;
}): ChangeStreamLoop {
  const { watch, onChange, onGap, log } = deps;
  let stream: ChangeStream<T> | null = null;
  let running: Run | null = null;
  let isHealthy = false;

  const open = async (): Promise<ChangeStream<T>> => {
    const opened = watch();
    // The stream exists on the server only once it was asked for a change: what commits after start() is seen.
    const first = await opened.tryNext();
    if (first) onChange(first);
    return opened;
  };

  const run = async (state: Run): Promise<void> => {
    let delay = FIRST_DELAY_MS;
    const isWanted = (): boolean => state.isWanted;
    const interrupted = (): void => {
      // Whoever joins from now on waits for the next stream: what commits until then is told to nobody.
      if (isHealthy) state.watching = deferred();
      isHealthy = false;
      onGap();
    };
    while (isWanted()) {
      try {
        stream = await open();
        isHealthy = true;
        delay = FIRST_DELAY_MS;
        state.watching.resolve();
        if (!isWanted()) break;
        for await (const change of stream) onChange(change);
        if (!isWanted()) break;
        // Ended by the server, as when the collection was dropped.
        interrupted();
      } catch (error) {
        if (!isWanted()) break;
        log.warn({ error: errorName(error), delay }, 'A change stream was interrupted and is opened again.');
        interrupted();
        await new Promise((resolve) => setTimeout(resolve, delay));
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      } finally {
        await stream?.close().catch(() => undefined);
      }
    }
    isHealthy = false;
    // Whoever waits for a stream that is wanted no more waits for nothing.
    state.watching.resolve();
  };

  return {
    start: () => {
      if (running?.isWanted) return running.watching.promise;
      const before = running?.done ?? Promise.resolve();
      const state: Run = { isWanted: true, watching: deferred(), done: Promise.resolve() };
      state.done = before.then(() => run(state));
      running = state;
      return state.watching.promise;
    },
    stop: async () => {
      if (!running) return;
      running.isWanted = false;
      isHealthy = false;
      await stream?.close().catch(() => undefined);
      await running.done;
    },
    isHealthy: () => isHealthy,
  };
}

interface Run {
  isWanted: boolean;
  /** Resolved while the server watches. */
  watching: Deferred<void>;
  done: Promise<void>;
}
