import type { Db } from 'mongodb';
import { MINUTE_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Log } from '../lib/log.js';
import { createChangeStreamLoop } from './changeStreamLoop.js';
import { COLLECTIONS } from './collections.js';
import type { CommitFeed, FeedInterest, FeedListener } from './commitFeed.js';
import type { Doc } from './documents.js';
import type { Commit, EventStore } from './eventStore.js';

/** How long all commits are watched after the last listener who wanted them: the next one often follows soon. */
const STAY_MS = MINUTE_MS;
const MAX_AWAIT_MS = 1_000;

/** What the feed needs of an audit entry: every change of a setting leaves one, in the transaction of its commit. */
interface AuditEntry extends Doc {
  readonly account: string;
  readonly target: string;
}

/**
 * Tells of commits: of this process's own as they are appended, of the others' by change streams.
 *
 * Settings are heard of by the audit log's stream, for ever: a small collection, whose stream costs a database that
 * takes in messages nothing. All commits are watched only while somebody wants them (decisions/0006). For these the
 * database is watched and not the collection: a dropped collection would close its stream and lose what was unread.
 */
export function createMongoCommitFeed(
  db: Db,
  store: Pick<EventStore, 'onAppended' | 'onDoubt'>,
  origin: string,
  log: Log,
): CommitFeed {
  const listeners = new Map<FeedListener, FeedInterest>();
  let leaving: NodeJS.Timeout | null = null;
  let stopHearing: readonly (() => void)[] | null = null;

  const tell = (interests: readonly FeedInterest[], call: (listener: FeedListener) => void): void => {
    for (const [listener, interest] of listeners) {
      if (!interests.includes(interest)) continue;
      try {
        call(listener);
      } catch (error) {
        log.error({ error: errorName(error) }, 'A listener of the commit feed failed.');
      }
    }
  };
  const tellCommit = (commit: Commit): void => {
    tell(['ALL'], (listener) => listener.onCommit?.(commit));
  };

  const settings = createChangeStreamLoop<AuditEntry>({
    watch: () =>
      db
        .collection<AuditEntry>(COLLECTIONS.audit)
        .watch([{ $match: { operationType: 'insert' } }], { maxAwaitTimeMS: MAX_AWAIT_MS }),
    onChange: (change) => {
      if (change.operationType !== 'insert') return;
      const { target } = change.fullDocument;
      tell(['SETTINGS'], (listener) => listener.onSetting?.(target));
    },
    onGap: () => {
      tell(['SETTINGS'], (listener) => listener.onGap?.());
    },
    log,
  });

  const tellGap = (): void => {
    tell(['ALL'], (listener) => listener.onGap?.());
  };
  const others = {
    operationType: 'insert',
    'ns.coll': COLLECTIONS.commits,
    'fullDocument.origin': { $ne: origin },
  };
  const commits = createChangeStreamLoop<Commit>({
    watch: () => db.watch<Commit>([{ $match: others }], { maxAwaitTimeMS: MAX_AWAIT_MS }),
    onChange: (change) => {
      if (change.operationType === 'insert') tellCommit(change.fullDocument);
    },
    onGap: tellGap,
    log,
  });

  const leave = (): void => {
    if (leaving) clearTimeout(leaving);
    leaving = null;
  };
  const adjust = (): void => {
    if ([...listeners.values()].includes('ALL')) {
      leave();
      void commits.start();
    } else {
      leaving ??= setTimeout(() => {
        leave();
        void commits.stop();
      }, STAY_MS).unref();
    }
  };

  return {
    start: async () => {
      stopHearing ??= [
        store.onAppended((own) => {
          own.forEach(tellCommit);
        }),
        // What this process may have committed without knowing it is told by no stream: they are of the others.
        store.onDoubt(tellGap),
      ];
      await settings.start();
    },
    stop: async () => {
      leave();
      for (const stop of stopHearing ?? []) stop();
      stopHearing = null;
      await Promise.all([settings.stop(), commits.stop()]);
    },
    subscribe: (listener, interest = 'ALL') => {
      listeners.set(listener, interest);
      adjust();
      return () => {
        listeners.delete(listener);
        adjust();
      };
    },
    watching: () => ([...listeners.values()].includes('ALL') ? commits.start() : Promise.resolve()),
    isHealthy: () => settings.isHealthy(),
  };
}
