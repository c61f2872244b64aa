import { setTimeout as delay } from 'node:timers/promises';
import { SECOND_MS } from './clock.js';

/** Lets so much pass a second. */
export interface Pacer {
  /** Resolves when `amount` more may be done; what was done too fast is waited for afterwards. */
  take(amount: number): Promise<void>;
}

/** @param perSecond 0: no limit */
export function createPacer(perSecond: number): Pacer {
  let freeAt = -Infinity;
  return {
    take: async (amount) => {
      if (perSecond === 0) return;
      const now = performance.now();
      const startsAt = Math.max(now, freeAt);
      freeAt = startsAt + (amount / perSecond) * SECOND_MS;
      if (startsAt > now) await delay(startsAt - now);
    },
  };
}
