import { afterEach, describe, expect, it } from '@jest/globals';
import { createRateLimit, type RateLimit } from '../../../src/auth/rateLimit.js';
import { createSharedCounts, type SharedCounts } from '../../../src/auth/sharedCounts.js';
import { createThrottle, type Throttle } from '../../../src/auth/throttle.js';
import { systemClock } from '../../../src/lib/clock.js';
import { silentLog } from '../../../src/lib/log.js';
import { hasRedis, startRedis } from '../../support/redis.js';

const RATES = { apiKey: 10, user: 0, stranger: 0 };
const KEY = { kind: 'API_KEY', keyId: 'one', account: 'a', number: null } as const;

(hasRedis ? describe : describe.skip)('counts that processes share (needs redis-server)', () => {
  const opened: SharedCounts[] = [];
  const countsOf = async (url: string): Promise<SharedCounts> => {
    const counts = createSharedCounts(url, silentLog);
    opened.push(counts);
    counts.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return counts;
  };
  const limitOf = async (url: string): Promise<RateLimit> => createRateLimit(RATES, await countsOf(url));
  const throttleOf = async (url: string): Promise<Throttle> =>
    createThrottle({ clock: systemClock, name: 'email', limit: 10, counts: await countsOf(url) });
  /** How many of so many requests at once are taken. */
  const taken = async (limits: readonly RateLimit[], count: number): Promise<number> => {
    const asked = limits.flatMap((limit) =>
      Array.from({ length: count / limits.length }, () => limit.take(KEY, undefined)),
    );
    const outcomes = await Promise.allSettled(asked);
    return outcomes.filter(({ status }) => status === 'fulfilled').length;
  };
  afterEach(() => {
    for (const counts of opened.splice(0)) counts.stop();
  });

  it('one budget for all, by Redis; each their own while it is away; one again when it is back', async () => {
    const redis = await startRedis();
    const port = Number(new URL(redis.url).port);
    const limits = [await limitOf(redis.url), await limitOf(redis.url)];
    expect(await taken(limits, 100)).toBe(30);
    expect((await redis.keys()).every((key) => /^lethe:(rate|burst):key:one$/.test(key))).toBe(true);
    await redis.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await taken(limits, 100)).toBe(60);
    const again = await startRedis(port);
    try {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const both = await taken(limits, 100);
      expect(both).toBe(30);
    } finally {
      await again.stop();
    }
  });

  it('tries to sign in are counted by all; what went well is given back to all', async () => {
    const redis = await startRedis();
    const [one, other] = [await throttleOf(redis.url), await throttleOf(redis.url)];
    for (let time = 0; time < 20; time += 1) {
      await one.take('index');
      await one.giveBack('index');
    }
    const takenBy = async (throttle: Throttle, count: number): Promise<number> => {
      const outcomes = await Promise.allSettled(Array.from({ length: count }, () => throttle.take('index')));
      return outcomes.filter(({ status }) => status === 'fulfilled').length;
    };
    expect([await takenBy(one, 6), await takenBy(other, 20), await takenBy(one, 20)]).toEqual([6, 4, 0]);
    expect(await redis.keys()).toEqual(['lethe:tries:email:index']);
    await redis.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Each knows what was tried with it, and counts on alone.
    expect(await takenBy(other, 20)).toBe(6);
  });
});
