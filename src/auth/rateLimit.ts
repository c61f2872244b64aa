import {
  BurstyRateLimiter,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterLike,
} from 'rate-limiter-flexible';
import { SECOND_MS } from '../lib/clock.js';
import { LetheError } from '../lib/errors.js';
import type { Principal } from './principal.js';
import type { SharedCounts } from './sharedCounts.js';

/** How much anybody may ask; every surface takes from the same budget. */
export interface RateLimit {
  /**
   * Counts a request of a user or an API key; null: of a stranger, by their network address.
   * @throws RATE_LIMITED with `retryAfterSeconds`
   */
  take(principal: Principal | null, address: string | undefined): Promise<void>;
}

/** Requests a second, bursts aside; 0: no limit. */
export interface Rates {
  readonly apiKey: number;
  readonly user: number;
  readonly stranger: number;
}

interface Budget {
  take(name: string): Promise<void>;
}

/** Requests beside the steady rate that are taken within {@link BURST_SECONDS}, as a multiple of the rate. */
const BURST_FACTOR = 2;
const BURST_SECONDS = 10;

/**
 * A limit for each API key, each user and each address that strangers come from: so many requests in every second,
 * and twice as many more in any ten. Keys and users are counted together with other processes where they share
 * counts, and in this process alone while those are out of reach; strangers always here, so that they cost nobody
 * else anything.
 */
export function createRateLimit(rates: Rates, shared: SharedCounts | null = null): RateLimit {
  const apiKeys = createBudget('key', rates.apiKey, shared);
  const users = createBudget('user', rates.user, shared);
  const strangers = createBudget('address', rates.stranger, null);
  return {
    take: (principal, address = '') => {
      if (!principal) return strangers.take(address);
      return principal.kind === 'API_KEY' ? apiKeys.take(principal.keyId) : users.take(principal.userId);
    },
  };
}

function createBudget(name: string, perSecond: number, shared: SharedCounts | null): Budget {
  if (perSecond === 0) return { take: () => Promise.resolve() };
  const steady = { keyPrefix: `lethe:rate:${name}`, points: perSecond, duration: 1 };
  const burst = {
    keyPrefix: `lethe:burst:${name}`,
    points: BURST_FACTOR * perSecond,
    duration: BURST_SECONDS,
  };
  const limiter = new BurstyRateLimiter(createLimiter(steady, shared), createLimiter(burst, shared));
  return {
    take: async (key) => {
      try {
        await limiter.consume(key);
      } catch (error) {
        throw error instanceof RateLimiterRes ? exceeded(error) : error;
      }
    },
  };
}

interface Limits {
  readonly keyPrefix: string;
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

function createLimiter(limits: Limits, shared: SharedCounts | null): RateLimiterLike {
  const here = new RateLimiterMemory(limits);
  if (!shared) return here;
  return new RateLimiterRedis({
    ...limits,
    storeClient: shared.client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    insuranceLimiter: here,
  });
}

function exceeded({ msBeforeNext }: RateLimiterRes): LetheError {
  const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / SECOND_MS));
  return new LetheError('RATE_LIMITED', 'Too many requests. Wait a moment.', { retryAfterSeconds });
}
