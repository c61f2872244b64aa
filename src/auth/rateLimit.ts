import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SECOND_MS } from '../lib/clock.js';
import { LetheError } from '../lib/errors.js';
import type { Principal } from './principal.js';

/** How much a key may ask; every surface takes from the same budget. */
export interface RateLimit {
  /**
   * Counts a request of an API key; people have no limit here.
   * @throws RATE_LIMITED with `retryAfterSeconds`
   */
  take(principal: Principal): Promise<void>;
}

/** Requests beside the steady rate that a key may make within {@link BURST_SECONDS}, as a multiple of the rate. */
const BURST_FACTOR = 2;
const BURST_SECONDS = 10;

/**
 * A limit for each API key: `perSecond` requests in every second, and twice as many more in any ten. Counted in this
 * process's memory, so each process of an installation counts for itself; a store that they share (the package has
 * one for Redis) takes the place of both limiters and changes nothing else.
 * @param perSecond 0: no limit
 */
export function createRateLimit(perSecond: number): RateLimit {
  if (perSecond === 0) return { take: () => Promise.resolve() };
  const limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ keyPrefix: 'steady', points: perSecond, duration: 1 }),
    new RateLimiterMemory({
      keyPrefix: 'burst',
      points: BURST_FACTOR * perSecond,
      duration: BURST_SECONDS,
    }),
  );
  return {
    take: async (principal) => {
      if (principal.kind !== 'API_KEY') return;
      try {
        await limiter.consume(principal.keyId);
      } catch (error) {
        throw error instanceof RateLimiterRes ? exceeded(error) : error;
      }
    },
  };
}

function exceeded({ msBeforeNext }: RateLimiterRes): LetheError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / SECOND_MS));
  return new LetheError('RATE_LIMITED', 'This API key asks too often. Wait a moment.', { retryAfterSeconds });
}
