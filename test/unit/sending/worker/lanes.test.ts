import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HOUR_MS, MINUTE_MS } from '../../../../src/lib/clock.js';
import type { OutboxRow } from '../../../../src/projections/sendRows.js';
import { backoffMs } from '../../../../src/sending/worker/backoff.js';
import { createBucket } from '../../../../src/sending/worker/bucket.js';
import { createLanes } from '../../../../src/sending/worker/lanes.js';
import { LANE_LIMIT } from '../../../../src/sending/worker/limits.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

function row(id: string, number = 'a', conversation = id): OutboxRow {
  const place = { account: 'x', number, conversation, kind: 'SEND', state: 'WAITING' } as const;
  return { _id: id, ...place, dueAt: NOW, deliverUntil: null, attempts: 0 };
}
const fast = { perSecond: 100_000, concurrency: 3 };
const take = (lanes: ReturnType<typeof createLanes>, at = NOW): string[] => {
  const taken: string[] = [];
  for (let next = lanes.next(at); next; next = lanes.next(at)) taken.push(next._id);
  return taken;
};

describe('lanes', () => {
  test('bound what runs of one number, and give places back', () => {
    const lanes = createLanes(fast);
    for (const id of ['1', '2', '3', '4']) lanes.offer(row(id), NOW);
    expect(take(lanes)).toEqual(['1', '2', '3']);
    lanes.done(row('2'));
    expect(take(lanes)).toEqual(['4']);
  });
  test('one at a time and in order within a conversation, others meanwhile', () => {
    const lanes = createLanes(fast);
    for (const id of ['1', '2']) lanes.offer(row(id, 'a', 'c'), NOW);
    lanes.offer(row('3', 'a', 'd'), NOW);
    expect(take(lanes)).toEqual(['1', '3']);
    lanes.done(row('1', 'a', 'c'));
    expect(take(lanes)).toEqual(['2']);
  });
  test('a paused number rests, the others go on in turn', () => {
    const lanes = createLanes(fast);
    for (const number of ['a', 'b', 'c']) lanes.offer(row(`${number}1`, number), NOW);
    lanes.pauseNumber('a', later(HOUR_MS));
    expect(take(lanes)).toEqual(['b1', 'c1']);
    expect(lanes.closed(NOW)).toEqual(['a']);
    expect(take(lanes, later(HOUR_MS))).toEqual(['a1']);
  });
  test('a resting conversation is let go of and not taken up before its time', () => {
    const lanes = createLanes(fast);
    lanes.offer(row('1', 'a', 'c'), NOW);
    lanes.offer(row('2', 'a', 'c'), NOW);
    expect(lanes.next(NOW)?._id).toBe('1');
    lanes.pauseConversation(row('1', 'a', 'c'), later(MINUTE_MS));
    lanes.done(row('1', 'a', 'c'));
    expect(lanes.waiting()).toBe(0);
    expect(lanes.offer(row('2', 'a', 'c'), NOW)).toBe(false);
    expect(lanes.offer(row('2', 'a', 'c'), later(MINUTE_MS))).toBe(true);
  });
  test('hold a bounded number of rows, each once', () => {
    const lanes = createLanes(fast);
    for (let index = 0; index < LANE_LIMIT; index += 1)
      expect(lanes.offer(row(String(index)), NOW)).toBe(true);
    expect(lanes.offer(row('0'), NOW)).toBe(false);
    expect(lanes.offer(row('one more'), NOW)).toBe(false);
    expect(lanes.closed(NOW)).toEqual(['a']);
  });
});

test('a bucket gives its rate, whatever the demand', () => {
  let now = 0;
  const bucket = createBucket(80, () => now);
  let taken = 0;
  for (; now < 10_000; now += 1) {
    while (bucket.waitMs() === 0) {
      bucket.take();
      taken += 1;
    }
  }
  expect(taken).toBeGreaterThan(790);
  expect(taken).toBeLessThanOrEqual(821);
});

test('backoff grows, jitters by a fifth and honours what the provider asks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (tries, random) => {
        const ms = backoffMs(tries, null, random);
        expect(ms).toBeGreaterThanOrEqual(800);
        expect(ms).toBeLessThanOrEqual(1.2 * HOUR_MS);
        expect(backoffMs(tries, 2 * HOUR_MS, random)).toBeGreaterThanOrEqual(2 * HOUR_MS);
      },
    ),
  );
  expect(backoffMs(2, null, 0.5)).toBe(5_000);
});
