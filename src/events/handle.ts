import type { Actor, Decider, NewEvent } from '../domain/events.js';
import { StaleGuard, VersionConflict, type Append, type Commit, type EventStore } from './eventStore.js';

/** A stream's state and the version it has. */
export interface Loaded<State> {
  readonly state: State;
  readonly version: number;
}

/** What a decision gives: events, and whatever goes into the same transaction. */
export type Decision = Pick<Append, 'events' | 'payloads' | 'erase' | 'idempotencyKey' | 'guard' | 'also'>;

const MAX_TRIES = 10;

export function fold<State, Event extends NewEvent>(
  decider: Decider<State, Event>,
  commits: readonly Commit[],
): Loaded<State> {
  // The stream's own decider wrote these events: their types are the ones it knows.
  const events = commits.flatMap((commit) => commit.events) as unknown as readonly Event[];
  return { state: events.reduce(decider.evolve, decider.initial), version: commits.at(-1)?.version ?? 0 };
}

export async function loadState<State, Event extends NewEvent>(
  store: EventStore,
  decider: Decider<State, Event>,
  account: string,
  stream: string,
): Promise<Loaded<State>> {
  return fold(decider, await store.load(account, stream));
}

/**
 * Runs `work` again when it lost a race, a bounded number of times.
 * @param beforeRetry drops what was held in memory of what has changed
 */
export async function retryOnConflict<T>(
  work: () => Promise<T>,
  beforeRetry: () => void = () => undefined,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const isRace = error instanceof VersionConflict || error instanceof StaleGuard;
      if (!isRace || tries >= MAX_TRIES) throw error;
      beforeRetry();
    }
  }
}

/**
 * Loads a stream, decides on its state and appends what was decided; a lost race is decided anew on what is
 * there now. A decision without events appends nothing.
 */
export async function handle<State, Event extends NewEvent>(
  store: EventStore,
  decider: Decider<State, Event>,
  target: { readonly account: string; readonly stream: string; readonly by: Actor },
  decide: (
    state: State,
    version: number,
  ) => readonly Event[] | Decision | Promise<readonly Event[] | Decision>,
): Promise<Loaded<State>> {
  return retryOnConflict(async () => {
    const { state, version } = await loadState(store, decider, target.account, target.stream);
    const decided = await decide(state, version);
    const decision: Decision = isEventList(decided) ? { events: decided } : decided;
    if (decision.events.length === 0) return { state, version };
    await store.append([{ ...target, expectedVersion: version, ...decision }]);
    const next = (decision.events as unknown as readonly Event[]).reduce(decider.evolve, state);
    return { state: next, version: version + 1 };
  });
}

function isEventList(decided: readonly NewEvent[] | Decision): decided is readonly NewEvent[] {
  return Array.isArray(decided);
}
