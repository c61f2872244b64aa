import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verdictOf } from '../../../../src/relay/webhooks/answer.js';
import {
  MAX_RETRY_AFTER_MS,
  MAX_TRIES,
  nextTryAt,
  parseRetryAfter,
  pauseMs,
} from '../../../../src/relay/webhooks/schedule.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const secondsAfter = (tries: number, jitter = 0, retryAfterMs: number | null = null): number | null => {
  const at = nextTryAt(tries, NOW, jitter, retryAfterMs);
  return at && (at.getTime() - NOW.getTime()) / 1_000;
};

describe('the schedule', () => {
  test('is 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h, and then nothing', () => {
    const delays = Array.from({ length: MAX_TRIES + 1 }, (_, tries) => secondsAfter(tries));
    expect(delays).toEqual([0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, null]);
  });

  test('is spread by the jitter, and never comes earlier', () => {
    expect(secondsAfter(1, 0.5)).toBe(5.5);
    const tries = fc.integer({ min: 0, max: MAX_TRIES - 1 });
    const jitter = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(tries, jitter, (count, spread) => {
        const [base, with_] = [secondsAfter(count) ?? 0, secondsAfter(count, spread) ?? 0];
        return with_ >= base && with_ <= base * 1.2;
      }),
    );
  });

  test('waits for as long as the endpoint asks, within bounds, and never less than its own', () => {
    expect(secondsAfter(1, 0, 60_000)).toBe(60);
    expect(secondsAfter(2, 0, 60_000)).toBe(300);
    expect(secondsAfter(1, 0, 1e12)).toBe(MAX_RETRY_AFTER_MS / 1_000);
    expect(secondsAfter(MAX_TRIES, 0, 60_000)).toBeNull();
  });
});

describe('Retry-After', () => {
  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 12:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['-5', null],
    ['soon', null],
    ['1.5', null],
    ['Sun, 99 Mar 2026 12:01:00 GMT', null],
    [null, null],
  ])('%p means %p ms', (header, ms) => {
    expect(parseRetryAfter(header, NOW)).toBe(ms);
  });
});

test('an endpoint that asks for mercy is left alone longer each time, up to five minutes, or as long as it asks', () => {
  expect([1, 2, 3, 7, 50].map((inARow) => pauseMs(inARow, 0, null))).toEqual([5e3, 1e4, 2e4, 3e5, 3e5]);
  expect(pauseMs(1, 0, 90_000)).toBe(90_000);
});

describe('an answer', () => {
  const verdict = (statusCode: number) =>
    verdictOf({ kind: 'ANSWERED', statusCode, retryAfter: null, body: '', durationMs: 1 });
  test.each([200, 201, 204, 299])('%i is success', (status) => {
    expect(verdict(status)).toEqual({ kind: 'DELIVERED' });
  });
  test.each([301, 302, 307, 308, 400, 404, 500, 503])('%i is a failure', (status) => {
    expect(verdict(status)).toMatchObject({ kind: 'FAILED', isThrottled: false });
  });
  test.each([429, 502, 504])('%i slows the endpoint down', (status) => {
    expect(verdict(status)).toMatchObject({ kind: 'FAILED', isThrottled: true });
  });
  test('410 ends it', () => {
    expect(verdict(410)).toEqual({ kind: 'GONE' });
  });
});
