import type { Commit, EventStore } from './eventStore.js';

/** Tells of every commit soon after it happened, of all processes, in the order in which they became visible. */
export interface CommitFeed {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * @param listener what it throws is its own loss; the feed goes on
   * @param interest `SETTINGS` hears at least of settings' streams; while nobody wants `ALL`, the database need not
   *   tell of messages at all
   */
  subscribe(listener: FeedListener, interest?: FeedInterest): () => void;
  /** False while commits of other processes may be missed: nothing may be cached on its word then. */
  isHealthy(): boolean;
}

export type FeedInterest = 'ALL' | 'SETTINGS';

/** Streams of records, thousands a second; all others are settings. */
export const RECORD_STREAMS = /^(message|contact|conversation|status|send):/;

export interface FeedListener {
  onCommit(commit: Commit): void;
  /** Commits may have been missed: whoever keeps something must fetch it again. */
  onGap?(): void;
}

/** A feed of this process's own commits alone, for the in-memory store. */
export function createLocalCommitFeed(store: EventStore): CommitFeed {
  const listeners = new Set<FeedListener>();
  let stop: (() => void) | null = null;
  return {
    start: () => {
      stop ??= store.onAppended((commits) => {
        for (const commit of commits) for (const listener of listeners) listener.onCommit(commit);
      });
      return Promise.resolve();
    },
    stop: () => {
      stop?.();
      stop = null;
      return Promise.resolve();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isHealthy: () => true,
  };
}
