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

describe('the rate limit', () => {
  it('lets a burst pass, then says in how many seconds to come back', async () => {
    const limit = createRateLimit({ apiKey: 10, user: 0, stranger: 0 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, () => limit.take(keyOf('one'), undefined)),
    );
    const refused: unknown[] = [];
    for (const outcome of outcomes) if (outcome.status === 'rejected') refused.push(outcome.reason);
    expect(refused).toHaveLength(10);
    for (const error of refused) {
      expect(error).toBeInstanceOf(LetheError);
      expect(error).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 1 } });
    }
    await expect(limit.take(keyOf('another'), undefined)).resolves.toBeUndefined();
  });

  it('is one for people and for strangers, each for themselves', async () => {
    const limit = createRateLimit({ apiKey: 0, user: 1, stranger: 1 });
    for (let count = 0; count < 3; count += 1) {
      await limit.take(USER, '192.0.2.1');
      await limit.take(null, '192.0.2.1');
      await limit.take(null, '192.0.2.2');
    }
    await expect(limit.take(USER, '192.0.2.3')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(limit.take(null, '192.0.2.1')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(limit.take(null, '192.0.2.3')).resolves.toBeUndefined();
  });

  it('is none where it is 0', async () => {
    const none = createRateLimit({ apiKey: 0, user: 0, stranger: 0 });
    for (let count = 0; count < 20; count += 1) await none.take(keyOf('one'), undefined);
  });
});
