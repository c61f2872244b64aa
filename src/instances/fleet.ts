/** What a process can be woken for: work that another one has left in the database. */
export const TOPICS = ['relays', 'sends', 'chatwoot', 'media'] as const;
export type Topic = (typeof TOPICS)[number];

/** Whose rows of the outbox a process makes deliveries of. */
export interface Served {
  readonly origin: string;
  /** What is older is seen to by whoever did before, and picked up when that is dead. */
  readonly since: Date;
  /** What is newer is somebody else's by now. */
  readonly until?: Date;
}

/**
 * The processes of the installation, and how they share the work: `web` ones answer, `worker` ones do what was left to
 * be done, `all` ones do both. Who does what is agreed on without asking, by who lives: where two are of different
 * minds for a moment, claims in the database decide.
 */
export interface Fleet {
  /** This process, where it works, and the web processes that it works for. None: it does not work. */
  readonly served: () => readonly Served[];
  /** Whether the sends of a number are this process's to ask for: one asks, so that rate and order are one's to keep. */
  readonly asksFor: (number: string) => boolean;
  /** Wakes whoever works for this process, or who asks for the sends of the number. Never waits, never throws. */
  readonly wake: (topic: Topic, number?: string) => void;
  /** Calls the listener when this process is woken. Gives the way to stop. */
  readonly onWake: (topic: Topic, listener: () => void) => () => void;
}

/** Of an installation that is one process. */
export function soleFleet(origin: string): Fleet {
  const { wakeHere, onWake } = createWaking();
  const served = [{ origin, since: new Date(0) }];
  return { served: () => served, asksFor: () => true, wake: wakeHere, onWake };
}

/** Listeners by topic. */
export function createWaking(): {
  readonly wakeHere: (topic: Topic) => void;
  readonly onWake: Fleet['onWake'];
} {
  const listeners = new Map<Topic, Set<() => void>>(TOPICS.map((topic) => [topic, new Set()]));
  return {
    wakeHere: (topic) => {
      for (const listener of listeners.get(topic) ?? []) listener();
    },
    onWake: (topic, listener) => {
      listeners.get(topic)?.add(listener);
      return () => listeners.get(topic)?.delete(listener);
    },
  };
}
