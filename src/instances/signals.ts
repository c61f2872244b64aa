import { INSTALLATION } from '../domain/installation/installation.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { MINUTE_MS, systemClock } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import type { Topic } from './fleet.js';

/** The first goes at once; a worker that was woken looks at all there is, so that one more in this time is enough. */
const PAUSE_MS = 25;
/** One that nobody has read by now never will be. */
const KEPT_MS = MINUTE_MS;

/** Between the process and the topic in a signal's id; processes have none in theirs. */
const SEPARATOR = '/';

export interface Signals {
  /** Has the other process wake soon. */
  send(to: string, topic: Topic): void;
  stop(): void;
}

/** Writes a row a process and topic, again and again the same: its change is what is heard of. */
export function createSignals({ documents, origin, log }: Core): Signals {
  const busy = new Map<string, { isWanted: boolean }>();
  let isStopped = false;

  const write = async (id: string): Promise<void> => {
    const expiresAt = new Date(systemClock().getTime() + KEPT_MS);
    await documents.update(COLLECTIONS.instances, [
      {
        filter: { _id: id, account: INSTALLATION },
        set: { from: origin, expiresAt },
        inc: { count: 1 },
        upsert: true,
      },
    ]);
  };

  const work = async (id: string, state: { isWanted: boolean }): Promise<void> => {
    while (state.isWanted && !isStopped) {
      state.isWanted = false;
      await write(id).catch((error: unknown) => {
        // The worker looks by itself within seconds.
        log.warn({ reason: errorName(error) }, 'Another process could not be woken.');
      });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    busy.delete(id);
  };

  return {
    send: (to, topic) => {
      const id = `${to}${SEPARATOR}${topic}`;
      const known = busy.get(id);
      if (known) {
        known.isWanted = true;
        return;
      }
      const state = { isWanted: true };
      busy.set(id, state);
      void work(id, state);
    },
    stop: () => {
      isStopped = true;
    },
  };
}

/** Whom a row of the collection wakes, and for what; null: it is no signal but a process. */
export function readSignal(id: string): { readonly to: string; readonly topic: string } | null {
  const at = id.indexOf(SEPARATOR);
  return at === -1 ? null : { to: id.slice(0, at), topic: id.slice(at + 1) };
}
