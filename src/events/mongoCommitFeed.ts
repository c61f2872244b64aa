import type { ChangeStream, ChangeStreamDocument, Db } from 'mongodb';
import { MINUTE_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import { COLLECTIONS } from './collections.js';
import { RECORD_STREAMS, type CommitFeed, type FeedInterest, type FeedListener } from './commitFeed.js';
import type { Commit } from './eventStore.js';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** How long the feed stays wide after the last listener who wanted all: the next one often follows soon. */
const STAY_WIDE_MS = MINUTE_MS;

/**
 * Watches the commits of a database by one change stream. The database is watched and not the collection: a
 * rebuild drops collections, and a dropped collection would close its stream and lose what was not read.
 *
 * While nobody wants all commits the stream is narrowed to settings: to be told of every message costs the database
 * and this process a fifth of what storing it does. Widening goes on from the last token, so nothing is missed.
 */
export function createMongoCommitFeed(db: Db, log: Log): CommitFeed {
  const listeners = new Map<FeedListener, FeedInterest>();
  let stream: ChangeStream<Commit> | null = null;
  let isRunning = false;
  let isHealthy = false;
  let isWide = false;
  /** The stream that was closed in order to be opened otherwise. */
  let turned: ChangeStream<Commit> | null = null;
  let narrowing: NodeJS.Timeout | null = null;
  let loop: Promise<void> = Promise.resolve();
  // A call, for the compiler takes a variable for unchanged across an await.
  const isStopped = (): boolean => !isRunning;
  const wasTurned = (): boolean => stream !== null && stream === turned;

  const tell = (call: (listener: FeedListener) => void): void => {
    for (const listener of listeners.keys()) {
      try {
        call(listener);
      } catch (error) {
        log.error({ error: errorName(error) }, 'A listener of the commit feed failed.');
      }
    }
  };

  const emit = (change: ChangeStreamDocument<Commit>): void => {
    if (change.operationType !== 'insert') return;
    const commit = change.fullDocument;
    tell((listener) => {
      listener.onCommit(commit);
    });
  };

  const open = async (resumeAfter: unknown): Promise<ChangeStream<Commit>> => {
    const wanted = isWide ? {} : { 'fullDocument.stream': { $not: RECORD_STREAMS } };
    const opened: ChangeStream<Commit> = db.watch(
      [{ $match: { operationType: 'insert', 'ns.coll': COLLECTIONS.commits, ...wanted } }],
      { ...(resumeAfter !== undefined && { resumeAfter }), maxAwaitTimeMS: 1_000 },
    );
    // The stream exists on the server only once it was asked for a change: what commits after start() is seen.
    const first = await opened.tryNext();
    if (first) emit(first);
    return opened;
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
        for await (const change of stream) emit(change);
        token = stream.resumeToken;
      } catch (error) {
        if (isStopped()) break;
        if (wasTurned()) {
          // Closed by setWidth: the next one goes on where this one was.
          token = stream?.resumeToken;
          continue;
        }
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

  const setWidth = (wide: boolean): void => {
    if (narrowing) clearTimeout(narrowing);
    narrowing = null;
    if (isWide === wide) return;
    isWide = wide;
    turned = stream;
    stream?.close().catch(() => undefined);
  };

  const adjust = (): void => {
    if ([...listeners.values()].includes('ALL')) setWidth(true);
    else if (isWide && !narrowing) {
      narrowing = setTimeout(() => {
        setWidth(false);
      }, STAY_WIDE_MS).unref();
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
      if (narrowing) clearTimeout(narrowing);
      await stream?.close();
      await loop;
    },
    subscribe: (listener, interest = 'ALL') => {
      listeners.set(listener, interest);
      adjust();
      return () => {
        listeners.delete(listener);
        adjust();
      };
    },
    isHealthy: () => isHealthy,
  };
}
