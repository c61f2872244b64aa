import type { ChangeStream, ChangeStreamDocument, Document } from 'mongodb';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** A change stream that is opened again for as long as it is wanted. */
export interface ChangeStreamLoop {
  /** Resolves when the server watches: what commits from then on is told. Started again, it goes on. */
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
  let running: { isWanted: boolean; readonly ready: Promise<void>; readonly done: Promise<void> } | null =
    null;
  let isHealthy = false;

  const open = async (): Promise<ChangeStream<T>> => {
    const opened = watch();
    // The stream exists on the server only once it was asked for a change: what commits after start() is seen.
    const first = await opened.tryNext();
    if (first) onChange(first);
    return opened;
  };

  const run = async (isWanted: () => boolean, ready: () => void): Promise<void> => {
    let delay = FIRST_DELAY_MS;
    while (isWanted()) {
      try {
        stream = await open();
        isHealthy = true;
        delay = FIRST_DELAY_MS;
        ready();
        if (!isWanted()) break;
        for await (const change of stream) onChange(change);
        if (!isWanted()) break;
        // Ended by the server, as when the collection was dropped.
        isHealthy = false;
        onGap();
      } catch (error) {
        isHealthy = false;
        if (!isWanted()) break;
        log.warn({ error: errorName(error), delay }, 'A change stream was interrupted and is opened again.');
        onGap();
        await new Promise((resolve) => setTimeout(resolve, delay));
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      } finally {
        await stream?.close().catch(() => undefined);
      }
    }
    // Whoever waits for a stream that is wanted no more waits for nothing.
    ready();
  };

  return {
    start: () => {
      if (running?.isWanted) return running.ready;
      const before = running?.done ?? Promise.resolve();
      let tellReady: () => void = () => undefined;
      const ready = new Promise<void>((resolve) => {
        tellReady = resolve;
      });
      const state = { isWanted: true, ready, done: Promise.resolve() };
      state.done = before.then(() => run(() => state.isWanted, tellReady));
      running = state;
      return ready;
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
