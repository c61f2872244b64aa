import { SECOND_MS } from '../../lib/clock.js';

/** A token bucket: so many a second, with a short burst. By the process's own time, which nobody sets. */
export interface Bucket {
  /** Milliseconds until there is a token; 0: now. */
  waitMs(): number;
  take(): void;
}

/** How much of a second's tokens may be taken at once. */
const BURST_SECONDS = 0.25;

export function createBucket(perSecond: number, now: () => number = () => performance.now()): Bucket {
  const most = Math.max(1, perSecond * BURST_SECONDS);
  let tokens = most;
  let since = now();
  const refill = (): void => {
    const present = now();
    tokens = Math.min(most, tokens + ((present - since) / SECOND_MS) * perSecond);
    since = present;
  };
  return {
    waitMs: () => {
      refill();
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / perSecond) * SECOND_MS);
    },
    take: () => {
      refill();
      tokens -= 1;
    },
  };
}
