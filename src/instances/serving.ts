import { SECOND_MS, type Clock } from '../lib/clock.js';
import type { Served } from './fleet.js';

/** How long a worker finishes what was written before somebody else took over: longer than all agree in. */
const FINISH_MS = 20 * SECOND_MS;

export interface Serving {
  all(): readonly Served[];
  /**
   * Says for whom this process works from now on.
   * @param isNew whether nobody has worked for it before
   * @returns whether there is one more
   */
  now(origins: readonly string[], isNew: (origin: string) => boolean): boolean;
}

/**
 * For whom a worker works. Each row of an outbox is one worker's, also while processes come and go: whoever takes over
 * begins with what is written from then on, and whoever hands over finishes what was written before.
 * @param self this process, if it works
 */
export function createServing(clock: Clock, self: string | null): Serving {
  let current: readonly Served[] = self === null ? [] : [{ origin: self, since: new Date(0) }];
  let finishing: readonly Served[] = [];
  return {
    all: () => [...current, ...finishing],
    now: (origins, isNew) => {
      const now = clock();
      const lost = current.filter(({ origin }) => !origins.includes(origin));
      const isFresh = ({ until }: Served): boolean =>
        until !== undefined && now.getTime() - until.getTime() < FINISH_MS;
      finishing = [...finishing, ...lost.map((served) => ({ ...served, until: now }))].filter(isFresh);
      const known = new Map(current.map((served) => [served.origin, served]));
      current = origins.map(
        (origin) => known.get(origin) ?? { origin, since: isNew(origin) ? new Date(0) : now },
      );
      return current.some(({ origin }) => !known.has(origin));
    },
  };
}
