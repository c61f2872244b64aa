import type { ChangeStream, ChangeStreamDocument, Db } from 'mongodb';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import { COLLECTIONS } from './collections.js';
import type { CommitFeed, FeedListener } from './commitFeed.js';
import type { Commit } from './eventStore.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/**
 * Watches the commits of a database by one change stream. The database is watched and not the collection: a
 * rebuild drops collections, and a dropped collection would close its stream and lose what was not read.
 */
export function createMongoCommitFeed(db: Db, log: Log): CommitFeed {
  const listeners = new Set<FeedListener>();
  let stream: ChangeStream<Commit> | null = null;
  let isRunning = false;
  // A call, for the compiler takes a variable for unchanged across an await.
  const isStopped = (): boolean => !isRunning;
  let isHealthy = false;
  let loop: Promise<void> = Promise.resolve();

  const tell = (call: (listener: FeedListener) => void): void => {
    for (const listener of listeners) {
      try {
        call(listener);
      } catch (error) {
        log.error({ error: errorName(error) }, 'A listener of the commit feed failed.');
      }
    }
  };

  const open = async (resumeAfter: unknown): Promise<ChangeStream<Commit>> => {
    const opened: ChangeStream<Commit> = db.watch(
      [{ $match: { operationType: 'insert', 'ns.coll': COLLECTIONS.commits } }],
      { ...(resumeAfter !== undefined && { resumeAfter }), maxAwaitTimeMS: 1_000 },
    );
    // The stream exists on the server only once it was asked for a change: what commits after start() is seen.
    const first = await opened.tryNext();
    if (first) emit(first);
    return opened;
  };

  const emit = (change: ChangeStreamDocument<Commit>): void => {
    if (change.operationType !== 'insert') return;
    const commit = change.fullDocument;
    tell((listener) => {
      listener.onCommit(commit);
    });
  };

  const gap = (): void => {
    isHealthy = false;
    tell((listener) => listener.onGap?.());
  };

  const run = async (ready: () => void): Promise<void> => {
    let token: unknown;
    let delay = FIRST_DELAY_MS;
    while (isRunning) {
      try {
        stream = await open(token);
        isHealthy = true;
        delay = FIRST_DELAY_MS;
        ready();
        for await (const change of stream) {
          token = change._id;
          emit(change);
        }
      } catch (error) {
        if (isStopped()) break;
        log.warn({ error: errorName(error), delay }, 'The commit feed was interrupted and is opened again.');
        // The driver resumes by itself what can be resumed. Otherwise the place is lost: start at the present.
        token = undefined;
        gap();
        await new Promise((resolve) => setTimeout(resolve, delay));
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      } finally {
        await stream?.close().catch(() => undefined);
      }
    }
  };

  return {
    start: () => {
      isRunning = true;
      return new Promise((resolve) => {
        loop = run(resolve);
      });
    },
    stop: async () => {
      isRunning = false;
      isHealthy = false;
      await stream?.close();
      await loop;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isHealthy: () => isHealthy,
  };
}
