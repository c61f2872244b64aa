import type { Db } from 'mongodb';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import { createChangeStreamLoop } from './changeStreamLoop.js';
import type { Doc } from './documents.js';
import type { RowListener, WatchRows } from './rowFeed.js';

/** How long a collection is watched after the last listener: the next one often follows soon. */
const STAY_MS = MINUTE_MS;
const MAX_AWAIT_MS = SECOND_MS;

export interface MongoRowFeed<T> {
  readonly watch: WatchRows<T>;
  readonly stop: () => Promise<void>;
}

/** The rows of a collection by its change stream, which is open only while somebody wants them (decisions/0006). */
export function createMongoRowFeed<T extends Doc>(db: Db, collection: string, log: Log): MongoRowFeed<T> {
  const listeners = new Set<RowListener<T>>();
  let leaving: NodeJS.Timeout | null = null;
  const stream = createChangeStreamLoop<T>({
    watch: () =>
      db
        .collection<T>(collection)
        .watch([{ $match: { operationType: { $in: ['insert', 'update', 'replace'] } } }], {
          fullDocument: 'updateLookup',
          maxAwaitTimeMS: MAX_AWAIT_MS,
        }),
    onChange: (change) => {
      const row = 'fullDocument' in change ? (change.fullDocument as T | null | undefined) : null;
      // None: it was deleted meanwhile.
      if (!row) return;
      for (const listener of listeners) listener.onRow(row);
    },
    onGap: () => {
      for (const listener of listeners) listener.onGap();
    },
    log,
  });
  const stay = (): void => {
    if (leaving) clearTimeout(leaving);
    leaving = null;
  };

  return {
    watch: (listener) => {
      listeners.add(listener);
      stay();
      void stream.start();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        leaving ??= setTimeout(() => {
          leaving = null;
          void stream.stop();
        }, STAY_MS).unref();
      };
    },
    stop: async () => {
      stay();
      await stream.stop();
    },
  };
}
