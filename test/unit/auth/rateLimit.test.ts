import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../../../src/auth/principal.js';
import { createRateLimit } from '../../../src/auth/rateLimit.js';
import { LetheError } from '../../../src/lib/errors.js';

const keyOf = (keyId: string): Principal => ({ kind: 'API_KEY', keyId, account: 'a', number: null });
const USER: Principal = {
  kind: 'USER',
  userId: 'u',
  account: 'a',
  homeAccount: 'a',
  role: 'AGENT',
  via: 'SESSION',
};

describe('the rate limit of a key', () => {
  it('lets a burst pass, then says in how many seconds to come back', async () => {
    const limit = createRateLimit(10);
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => limit.take(keyOf('one'))));
    const refused: unknown[] = [];
    for (const outcome of outcomes) if (outcome.status === 'rejected') refused.push(outcome.reason);
    expect(refused).toHaveLength(10);
    for (const error of refused) {
      expect(error).toBeInstanceOf(LetheError);
      expect(error).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 1 } });
    }
    await expect(limit.take(keyOf('another'))).resolves.toBeUndefined();
  });

  it('is none for people, and none at all where it is 0', async () => {
    const limit = createRateLimit(1);
    const none = createRateLimit(0);
    for (let count = 0; count < 20; count += 1) {
      await limit.take(USER);
      await none.take(keyOf('one'));
    }
  });
});
