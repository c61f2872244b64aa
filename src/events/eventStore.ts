import { createBatcher } from '../lib/batcher.js';
import type { Clock } from '../lib/clock.js';
import { isDatabaseAway } from '../lib/databaseAway.js';
import type { NewId } from '../lib/ids.js';
import { noTracer, type Tracer } from '../lib/tracer.js';
import type { Actor, NewEvent } from '../domain/events.js';
import { COLLECTIONS } from './collections.js';
import type { Doc, DocumentOperations, Documents, Filter, FindOptions } from './documents.js';
import { createGroupCommit } from './groupCommit.js';
import { upcast, type Upcasters } from './upcast.js';
import type { Payload } from './vault.js';
import type { Project, Write } from './writes.js';

/** One append to a stream as it is kept: insert-only, and deleted whole when its record is forgotten. */
export interface Commit extends Doc {
  readonly account: string;
  readonly stream: string;
  /** The append's place in its stream, from 1. */
  readonly version: number;
  readonly at: Date;
  /** The process that wrote it: within one origin commits become visible in the order of their ids. */
  readonly origin: string;
  readonly by?: Actor;
  readonly idempotencyKey?: string;
  /** There is an idempotency key: what its index begins with, so that few commits are in it. */
  readonly keyed?: true;
  readonly events: readonly StoredEvent[];
}

export interface StoredEvent extends NewEvent {
  /** Version of the event's shape; absent means 1. See {@link Upcasters}. */
  readonly v?: number;
}

/** One append of a unit. */
export interface Append {
  readonly account: string;
  readonly stream: string;
  /** The version that the decision was made on; 0 for a new stream. */
  readonly expectedVersion: number;
  readonly events: readonly StoredEvent[];
  readonly by?: Actor;
  /** The same key appends once to the stream; a second append gives the first one's commit. */
  readonly idempotencyKey?: string;
  /** Sealed payloads that the events refer to. */
  readonly payloads?: readonly Payload[];
  /** Ids of payloads that these events make obsolete; deleted in the same transaction. */
  readonly erase?: readonly string[];
  /** What the decision relied upon elsewhere: the append fails with {@link StaleGuard} when it has changed. */
  readonly guard?: Guard;
  /**
   * Further rows of the same transaction, after the projections': what is still to be done (outbox, media). No commit
   * tells of them, so a rebuild leaves their collections as they are. Not written again by a replay.
   */
  readonly also?: readonly Write[];
}

/** A row and the stream version it had when it was read. */
export interface Guard {
  readonly collection: string;
  readonly id: string;
  readonly version: number;
}

export interface Appended {
  readonly commits: readonly Commit[];
  /** The idempotency key had been used: these are the earlier commits, nothing was appended now. */
  readonly isReplay: boolean;
}

/** Somebody else appended to the stream since it was read: read again, decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
  constructor(readonly stream: string) {
    super('The stream has changed since it was read.');
  }
}

/** What the decision relied upon has changed or is gone: read again, decide again. */
export class StaleGuard extends Error {
  override readonly name = 'StaleGuard';
  constructor() {
    super('What the decision relied upon has changed since it was read.');
  }
}

export interface EventStore {
  /**
   * Appends all or nothing, read models included. Appends of the same moment share one transaction.
   * @param alongside what else is done in the same transaction, which may run again; the unit then shares it with none
   * @throws VersionConflict, StaleGuard; what `alongside` throws
   */
  append(unit: readonly Append[], alongside?: (tx: DocumentOperations) => Promise<void>): Promise<Appended>;
  /** The commits of a stream in order, with old event shapes brought up to date; empty when unknown. */
  load(account: string, stream: string): Promise<readonly Commit[]>;
  /** The version that a stream has, for decisions that depend on nothing in it; 0 when unknown. */
  version(account: string, stream: string): Promise<number>;
  /** Every commit that matches, by one cursor; in the order of ids, or stream by stream as they follow each other. */
  all(filter?: Filter, order?: 'ID' | 'STREAM'): AsyncIterable<Commit>;
  /** Calls the listener with what this process appended, before `append` answers. Gives the way to stop. */
  onAppended(listener: (commits: readonly Commit[]) => void): () => void;
  /**
   * Calls the listener when the database went away under an append and nobody knows whether it was made: its commits, if
   * they are there, are told to no `onAppended`. Gives the way to stop.
   */
  onDoubt(listener: () => void): () => void;
  /**
   * Asks before each append to a stream with the prefix for rows that go into the same transaction: for what has
   * many places that append, and none that should know who wants to hear of it. Gives the way to stop.
   */
  accompany(prefix: string, rowsFor: (append: Append) => Promise<readonly Write[]>): () => void;
  /** Waits until nothing is being appended. */
  idle(): Promise<void>;
}

const MAX_UNITS_A_TRANSACTION = 400;

export function createEventStore(deps: {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly origin: string;
  readonly project: Project;
  readonly upcasters: Upcasters;
  readonly tracer?: Tracer;
}): EventStore {
  const { documents, clock, newId, origin, upcasters, tracer = noTracer } = deps;
  const batcher = createBatcher(
    createGroupCommit({ documents, project: deps.project, tracer }),
    MAX_UNITS_A_TRANSACTION,
  );

  const toCommit = (append: Append): Commit => ({
    _id: newId(),
    account: append.account,
    stream: append.stream,
    version: append.expectedVersion + 1,
    at: clock(),
    origin,
    ...(append.by && { by: append.by }),
    ...(append.idempotencyKey !== undefined && {
      idempotencyKey: append.idempotencyKey,
      keyed: true as const,
    }),
    events: append.events,
  });

  const refresh = (commit: Commit): Commit => ({
    ...commit,
    events: commit.events.map((event) => upcast(upcasters, event)),
  });

  const listeners = new Set<(commits: readonly Commit[]) => void>();
  const doubters = new Set<() => void>();
  const companions = new Map<string, (append: Append) => Promise<readonly Write[]>>();
  const isAccompanied = ({ stream }: Append): boolean =>
    [...companions.keys()].some((prefix) => stream.startsWith(prefix));
  const accompanied = async (append: Append): Promise<Append> => {
    const rows: Write[] = [];
    for (const [prefix, rowsFor] of companions)
      if (append.stream.startsWith(prefix)) rows.push(...(await rowsFor(append)));
    return rows.length > 0 ? { ...append, also: [...(append.also ?? []), ...rows] } : append;
  };

  return {
    append: (asked, alongside) =>
      tracer.run('append', tellOf(asked), async (span) => {
        const unit = asked.some(isAccompanied) ? await Promise.all(asked.map(accompanied)) : asked;
        let isTried = false;
        const submitted = batcher.submit({
          appends: unit,
          toCommits: () => {
            isTried = true;
            return unit.map(toCommit);
          },
          link: tracer.link(),
          ...(alongside && { alongside }),
        });
        const appended = await submitted.catch((error: unknown) => {
          if (isTried && isDatabaseAway(error)) for (const listener of doubters) listener();
          throw error;
        });
        span.tell({ 'lethe.replay': appended.isReplay });
        if (!appended.isReplay) for (const listener of listeners) listener(appended.commits);
        return appended;
      }),
    accompany: (prefix, rowsFor) => {
      companions.set(prefix, rowsFor);
      return () => companions.delete(prefix);
    },
    onAppended: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onDoubt: (listener) => {
      doubters.add(listener);
      return () => doubters.delete(listener);
    },
    load: async (account, stream) => {
      const commits = await documents.find<Commit>(
        COLLECTIONS.commits,
        { account, stream },
        { sort: { version: 1 } },
      );
      return commits.map(refresh);
    },
    version: async (account, stream) => {
      const options = { sort: { version: -1 }, limit: 1, fields: ['version'] } as const;
      const [last] = await documents.find<Commit>(COLLECTIONS.commits, { account, stream }, options);
      return last?.version ?? 0;
    },
    all: async function* (filter = {}, order = 'ID') {
      const sort: FindOptions['sort'] = order === 'ID' ? { _id: 1 } : { account: 1, stream: 1, version: 1 };
      for await (const commit of documents.stream<Commit>(COLLECTIONS.commits, filter, { sort })) {
        yield refresh(commit);
      }
    },
    idle: batcher.idle,
  };
}

/** Of a stream's name the kind alone: what follows may be derived from what a provider calls a message. */
function tellOf(appends: readonly Append[]): Readonly<Record<'lethe.account' | 'lethe.stream', string>> & {
  readonly 'lethe.commits': number;
} {
  const [first] = appends;
  const [kind = ''] = (first?.stream ?? '').split(':');
  return { 'lethe.account': first?.account ?? '', 'lethe.stream': kind, 'lethe.commits': appends.length };
}
