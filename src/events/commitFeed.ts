import type { Commit, EventStore } from './eventStore.js';

/** Tells of commits soon after they happened, of all processes; those of one process in their order. */
export interface CommitFeed {
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Of this process's commits everything after this call is told; of other processes' what commits once their
   * stream is open, some milliseconds later for the first who wants `ALL`.
   * @param listener what it throws is its own loss; the feed goes on
   * @param interest `SETTINGS`: `onSetting` alone is called, and the database need not tell of messages at all
   */
  subscribe(listener: FeedListener, interest?: FeedInterest): () => void;
  /**
   * Resolves once what other processes commit is told to those who want `ALL` of it, again after an interruption. Who
   * reads what came before must wait for it: what commits between the two is nowhere else.
   */
  watching(): Promise<void>;
  /** False while changes of settings by other processes may be missed: nothing may be cached on its word then. */
  isHealthy(): boolean;
}

export type FeedInterest = 'ALL' | 'SETTINGS';

export interface FeedListener {
  onCommit?(commit: Commit): void;
  /** A setting was changed, here or by another process. @param stream `number:<id>`, `account:<id>`, … */
  onSetting?(stream: string): void;
  /** Something may have been missed: whoever keeps something must fetch it again. */
  onGap?(): void;
}

/** A feed of this process's own commits alone, for the in-memory store. */
export function createLocalCommitFeed(store: EventStore): CommitFeed {
  const listeners = new Map<FeedListener, FeedInterest>();
  let stop: (() => void) | null = null;
  return {
    start: () => {
      stop ??= store.onAppended((commits) => {
        for (const commit of commits) {
          for (const [listener, interest] of listeners) {
            if (interest === 'ALL') listener.onCommit?.(commit);
            else listener.onSetting?.(commit.stream);
          }
        }
      });
      return Promise.resolve();
    },
    stop: () => {
      stop?.();
      stop = null;
      return Promise.resolve();
    },
    subscribe: (listener, interest = 'ALL') => {
      listeners.set(listener, interest);
      return () => listeners.delete(listener);
    },
    watching: () => Promise.resolve(),
    isHealthy: () => true,
  };
}
