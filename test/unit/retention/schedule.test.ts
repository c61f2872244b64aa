import { describe, expect, test } from '@jest/globals';
import { nextNumberRunAt, nextSweepAt } from '../../../src/retention/schedule.js';

const at = (time: string): Date => new Date(`2026-03-01T${time}Z`);
const KEEPS_ALL = { days: null, floor: null } as const;

describe('the next sweep', () => {
  test.each([
    ['00:00:00', '02:00:00'],
    ['01:59:59', '02:00:00'],
    ['14:30:00', '16:00:00'],
  ])('after %s is at %s', (now, next) => {
    expect(nextSweepAt({ days: 30, floor: null }, null, at(now))).toEqual(at(next));
  });

  test('is never, when the account keeps everything', () => {
    expect(nextSweepAt(KEEPS_ALL, null, at('00:00:00'))).toBeNull();
  });

  test('comes for what an earlier setting had made due', () => {
    expect(nextSweepAt({ days: null, floor: at('00:00:00') }, null, at('00:00:00'))).toEqual(at('02:00:00'));
  });
});

describe('the daily job', () => {
  test.each([
    ['00:00:00', '00:30:00'],
    ['00:29:59', '00:30:00'],
  ])('after %s is at %s', (now, next) => {
    expect(nextNumberRunAt({ mode: 'STORE_X_DAYS', days: 7, floor: null }, at(now))).toEqual(at(next));
  });

  test('passes by a number that stores for ever', () => {
    expect(nextNumberRunAt({ mode: 'STORE_INDEFINITE', ...KEEPS_ALL }, at('00:00:00'))).toBeNull();
  });
});
