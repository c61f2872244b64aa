import { beforeEach, describe, expect, test } from '@jest/globals';
import { verifyPassword, hashPassword } from '../../../src/auth/passwords.js';
import { createSessionCookies } from '../../../src/auth/sessionCookie.js';
import { createThrottle } from '../../../src/auth/throttle.js';
import { removeUser, createUser } from '../../../src/administration/users.js';
import { COLLECTIONS } from '../../../src/events/collections.js';
import { DAY_MS, MINUTE_MS } from '../../../src/lib/clock.js';
import { LetheError } from '../../../src/lib/errors.js';
import { ADMIN, createInstallation, type Installation } from '../../support/administration.js';
import { createTestClock } from '../../support/clock.js';
import { refusalOf } from '../../support/decider.js';

let here: Installation;
beforeEach(async () => {
  here = await createInstallation();
});
const address = '192.0.2.1';
const header = (secret: string) => `theme=dark; lethe_session=${secret}`;

describe('signing in', () => {
  test('starts a session that ends by signing out', async () => {
    const { auth, admin } = here;
    const { principal, secret } = await auth.signIn({ ...ADMIN, email: ' ROOT@example.org', address });
    expect(principal).toMatchObject({ kind: 'USER', userId: admin._id, role: 'SUPER_ADMIN', via: 'SESSION' });
    expect(await auth.authenticate({ cookie: header(secret) })).toEqual(principal);
    await auth.signOut(header(secret));
    expect(await refusalOf(auth.authenticate({ cookie: header(secret) }))).toEqual(['UNAUTHENTICATED']);
  });

  test('gives one answer for whatever is wrong', async () => {
    const attempts = [
      { email: ADMIN.email, password: 'wrong password' },
      { email: 'nobody@example.org', password: ADMIN.password },
      { email: '', password: '' },
      { email: ADMIN.email, password: 'x'.repeat(1_000) },
    ];
    const messages = await Promise.all(
      attempts.map((attempt) =>
        here.auth.signIn({ ...attempt, address }).then(
          () => 'let in',
          (error: unknown) => (error instanceof LetheError ? `${error.code} ${error.message}` : 'failed'),
        ),
      ),
    );
    expect(new Set(messages)).toEqual(
      new Set(['UNAUTHENTICATED The e-mail address or the password is wrong.']),
    );
  });

  test('an unknown user takes as long as a wrong password', async () => {
    const known = await hashPassword('some other password');
    // Same algorithm and cost in both hashes is what makes the times alike; a stopwatch would only be flaky.
    expect(known.split('$').slice(0, 4)).toEqual(['', 'argon2id', 'v=19', 'm=19456,t=2,p=1']);
    expect(await verifyPassword(null, 'anything at all')).toBe(false);
    expect(await verifyPassword(known, 'some other password')).toBe(true);
  });

  test('is throttled for an e-mail address, also from many addresses at once, and recovers', async () => {
    const { auth, time } = here;
    const attempts = Array.from({ length: 14 }, (_, index) =>
      refusalOf(
        auth.signIn({ email: ADMIN.email, password: 'wrong password', address: `a${String(index)}` }),
      ),
    );
    const codes = (await Promise.all(attempts)).flat();
    expect(codes.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(4);
    expect(await refusalOf(auth.signIn({ ...ADMIN, address }))).toEqual(['RATE_LIMITED']);
    time.advance(15 * MINUTE_MS);
    await auth.signIn({ ...ADMIN, address });
  });

  test('that goes well does not count', async () => {
    for (let turn = 0; turn < 12; turn += 1) await here.auth.signIn({ ...ADMIN, address });
  });
});

describe('sessions', () => {
  test('slide with use, to 30 days at most', async () => {
    const { auth, time } = here;
    const { secret } = await auth.signIn({ ...ADMIN, address });
    const isGood = async () => (await refusalOf(auth.authenticate({ cookie: header(secret) }))).length === 0;
    for (let day = 6; day < 30; day += 6) {
      time.advance(6 * DAY_MS);
      expect(await isGood()).toBe(true);
    }
    time.advance(6 * DAY_MS);
    expect(await isGood()).toBe(false);
  });

  test('end a week after their last use', async () => {
    const { auth, time } = here;
    const { secret } = await auth.signIn({ ...ADMIN, address });
    time.advance(7 * DAY_MS);
    expect(await refusalOf(auth.authenticate({ cookie: header(secret) }))).toEqual(['UNAUTHENTICATED']);
  });

  test('of a removed user are refused at once and deleted', async () => {
    const { auth, core, context } = here;
    const input = { email: 'ada@example.org', password: ADMIN.password, role: 'AGENT' } as const;
    const user = await createUser(core, context, input);
    const { secret } = await auth.signIn({ ...input, address });
    expect(await auth.authenticate({ cookie: header(secret) })).not.toBeNull();
    await removeUser(core, context, { userId: user._id });
    expect(await refusalOf(auth.authenticate({ cookie: header(secret) }))).toEqual(['UNAUTHENTICATED']);
    expect(await core.documents.count(COLLECTIONS.sessions, { user: user._id })).toBe(0);
  });
});

describe('session cookie', () => {
  const open = createSessionCookies('http://localhost:4000');
  const closed = createSessionCookies('https://chat.example.org');

  test('is for the server alone, and Secure where it can be', () => {
    expect(open.set('abc')).toBe('lethe_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000');
    // With `__Host-` browsers ask for Secure, Path=/ and no Domain.
    expect(closed.set('abc')).toBe(
      '__Host-lethe_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure',
    );
    expect(open.set(null)).toContain('lethe_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  });

  test('by https no other is read: a neighbouring host could have planted it', () => {
    expect(closed.read('lethe_session=planted; __Host-lethe_session=own')).toBe('own');
    expect(closed.read('lethe_session=planted')).toBeNull();
  });

  test.each([
    ['lethe_session=abc', 'abc'],
    ['a=b;lethe_session=abc ; c=d', 'abc'],
    ['xlethe_session=abc', null],
    ['lethe_session=', null],
    ['lethe_session', null],
    [undefined, null],
  ])('%j holds %j', (cookies, secret) => {
    expect(open.read(cookies)).toBe(secret);
  });
});

test('a throttle tells when to come back', async () => {
  const { clock, advance } = createTestClock();
  const throttle = createThrottle({ clock, name: 'test', limit: 1 });
  await throttle.take('key');
  advance(5 * MINUTE_MS);
  await expect(throttle.take('key')).rejects.toMatchObject({ details: { retryAfterSeconds: 600 } });
  expect(await refusalOf(throttle.take('key'))).toEqual(['RATE_LIMITED']);
  await throttle.take('other');
});
