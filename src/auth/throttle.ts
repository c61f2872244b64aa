import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { MINUTE_MS, SECOND_MS, type Clock } from '../lib/clock.js';
import { LetheError } from '../lib/errors.js';
import type { SharedCounts } from './sharedCounts.js';

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
  take(key: string): Promise<void>;
  /** It went well: the try does not count. Never throws. */
  giveBack(key: string): Promise<void>;
}

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Tries that may fail within the window. */
  readonly limit: number;
  /** What is counted: part of the keys that processes share. */
  readonly name: string;
  /** Counts that processes share; without, or while they are out of reach, each counts for itself. */
  readonly counts?: SharedCounts | null;
}

/** @returns a throttle whose keys must tell nobody who somebody is: they may leave the process */
export function createThrottle({ clock, limit, name, counts = null }: ThrottleOptions): Throttle {
  const here = countHere(clock, limit);
  if (!counts) return here;
  const everywhere = new RateLimiterRedis({
    keyPrefix: `lethe:tries:${name}`,
    points: limit,
    duration: WINDOW_MS / SECOND_MS,
    storeClient: counts.client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
  });
  return {
    // Both count: when Redis goes away, this process still knows what was tried here.
    take: async (key) => {
      await here.take(key);
      try {
        await everywhere.consume(key);
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) return;
        await here.giveBack(key);
        throw tooManyTries(error.msBeforeNext);
      }
    },
    giveBack: async (key) => {
      await here.giveBack(key);
      try {
        await everywhere.reward(key);
      } catch {
        // It is away: a try too many is counted there, for a quarter of an hour.
      }
    },
  };
}

/** In this process's memory. */
function countHere(clock: Clock, limit: number): Throttle {
  const tries = new LRUCache<string, Count>({ max: MAX_KEYS });

  const current = (key: string): Count => {
    const now = clock().getTime();
    const count = tries.get(key);
    return count && now - count.since < WINDOW_MS ? count : { since: now, failures: 0 };
  };

  return {
    take: (key) => {
      const { since, failures } = current(key);
      if (failures >= limit) return Promise.reject(tooManyTries(since + WINDOW_MS - clock().getTime()));
      tries.set(key, { since, failures: failures + 1 });
      return Promise.resolve();
    },
    giveBack: (key) => {
      const { since, failures } = current(key);
      tries.set(key, { since, failures: Math.max(0, failures - 1) });
      return Promise.resolve();
    },
  };
}

function tooManyTries(msBeforeNext: number): LetheError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / SECOND_MS));
  return new LetheError('RATE_LIMITED', 'Too many tries. Wait a while.', { retryAfterSeconds });
}
