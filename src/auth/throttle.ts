import { LRUCache } from 'lru-cache';
import { MINUTE_MS, SECOND_MS, type Clock } from '../lib/clock.js';
import { LetheError } from '../lib/errors.js';

const WINDOW_MS = 15 * MINUTE_MS;
const MAX_KEYS = 20_000;

interface Count {
  readonly since: number;
  readonly failures: number;
}

/** Counts what failed for a key within a quarter of an hour. */
export interface Throttle {
  /**
   * Counts a try before it is known how it ends: a hundred tries at once are a hundred, not one.
   * @throws RATE_LIMITED with `retryAfterSeconds`
   */
  take(key: string): void;
  /** It went well: the try does not count. */
  giveBack(key: string): void;
}

/** Held in this process's memory: each process of an installation counts for itself. */
export function createThrottle(clock: Clock, limit: number): Throttle {
  const counts = new LRUCache<string, Count>({ max: MAX_KEYS });

  const current = (key: string): Count => {
    const now = clock().getTime();
    const count = counts.get(key);
    return count && now - count.since < WINDOW_MS ? count : { since: now, failures: 0 };
  };

  return {
    take: (key) => {
      const { since, failures } = current(key);
      if (failures >= limit) {
        const retryAfterSeconds = Math.ceil((since + WINDOW_MS - clock().getTime()) / SECOND_MS);
        throw new LetheError('RATE_LIMITED', 'Too many tries. Wait a while.', { retryAfterSeconds });
      }
      counts.set(key, { since, failures: failures + 1 });
    },
    giveBack: (key) => {
      const { since, failures } = current(key);
      counts.set(key, { since, failures: Math.max(0, failures - 1) });
    },
  };
}
