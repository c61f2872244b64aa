import { describe, expect, test } from '@jest/globals';
import { accountDecider, type AccountEvent } from '../../../src/domain/account/account.js';
import { insideOf, type SweepWindow } from '../../../src/domain/account/sweepWindow.js';
import { updateSweepWindow } from '../../../src/domain/account/updateSweepWindow.js';
import { lastSweepAt, nextSweepAt } from '../../../src/retention/schedule.js';
import { specification } from '../../support/decider.js';

const given = specification(accountDecider);
const created: AccountEvent = { type: 'AccountCreated', data: { name: 'Acme' } };
const at = (time: string): Date => new Date(`${time}Z`);
const NIGHT: SweepWindow = { fromHour: 22, toHour: 6, timeZone: 'UTC' };
const BERLIN: SweepWindow = { fromHour: 1, toHour: 4, timeZone: 'Europe/Berlin' };

describe('the hours in which cleanups run', () => {
  test.each<[SweepWindow, string, boolean]>([
    [NIGHT, '2026-03-01T21:59:59', false],
    [NIGHT, '2026-03-01T22:00:00', true],
    [NIGHT, '2026-03-01T00:00:00', true],
    [NIGHT, '2026-03-01T05:59:59', true],
    [NIGHT, '2026-03-01T06:00:00', false],
    // In winter Berlin is an hour before UTC, in summer two.
    [BERLIN, '2026-01-10T00:00:00', true],
    [BERLIN, '2026-01-10T03:00:00', false],
    [BERLIN, '2026-07-09T23:00:00', true],
    [BERLIN, '2026-07-10T02:00:00', false],
  ])('%j at %s: %s', (window, instant, isInside) => {
    expect(insideOf(window)(at(instant))).toBe(isInside);
  });

  test('are any without a window', () => {
    expect(insideOf(null)(at('2026-03-01T13:00:00'))).toBe(true);
  });

  const POLICY = { days: 30, floor: null };

  test.each<[SweepWindow, string, string]>([
    [NIGHT, '2026-03-01T06:00:00', '2026-03-01T22:00:00'],
    [NIGHT, '2026-03-01T23:00:00', '2026-03-02T00:00:00'],
    [NIGHT, '2026-03-01T04:00:00', '2026-03-01T22:00:00'],
    [BERLIN, '2026-01-10T02:00:00', '2026-01-11T00:00:00'],
    // The night in which the clock is put forward has no hour from two to three.
    [{ ...BERLIN, fromHour: 2, toHour: 4 }, '2026-03-28T12:00:00', '2026-03-30T00:00:00'],
  ])('%j: after %s comes %s', (window, now, next) => {
    expect(nextSweepAt(POLICY, window, at(now))).toEqual(at(next));
  });

  test.each<[SweepWindow | null, string, string]>([
    [null, '2026-03-01T13:59:00', '2026-03-01T12:00:00'],
    [NIGHT, '2026-03-01T21:00:00', '2026-03-01T04:00:00'],
    [NIGHT, '2026-03-01T22:00:00', '2026-03-01T22:00:00'],
  ])('%j: before %s was %s', (window, now, last) => {
    expect(lastSweepAt(window, at(now))).toEqual(at(last));
  });

  test('have a cleanup each day in every zone, however short the window and whatever its offset', () => {
    for (const timeZone of [
      'UTC',
      'Asia/Kolkata',
      'Asia/Kathmandu',
      'America/St_Johns',
      'Pacific/Kiritimati',
    ])
      for (let fromHour = 0; fromHour < 24; fromHour += 1) {
        const window = { fromHour, toHour: (fromHour + 2) % 24, timeZone };
        const now = at('2026-01-10T00:00:00');
        const next = nextSweepAt(POLICY, window, now);
        expect(next?.getTime()).toBeLessThanOrEqual(now.getTime() + 86_400_000);
        expect(next && insideOf(window)(next)).toBe(true);
      }
  });
});

describe('setting them', () => {
  const updated = (from: SweepWindow | null, to: SweepWindow | null): AccountEvent => ({
    type: 'SweepWindowUpdated',
    data: { from, to },
  });

  test('is noted with what was before, once', () => {
    given(created)
      .when((state) => updateSweepWindow(state, { window: NIGHT }))
      .then(updated(null, NIGHT));
    given(created, updated(null, NIGHT))
      .when((state) => updateSweepWindow(state, { window: { ...NIGHT } }))
      .thenNothing();
    given(created, updated(null, NIGHT))
      .when((state) => updateSweepWindow(state, { window: null }))
      .then(updated(NIGHT, null));
    given(created)
      .when((state) => updateSweepWindow(state, { window: null }))
      .thenNothing();
  });

  test.each<[Partial<SweepWindow>, string]>([
    [{ fromHour: -1 }, 'HOUR_INVALID'],
    [{ toHour: 24 }, 'HOUR_INVALID'],
    [{ fromHour: 1.5 }, 'HOUR_INVALID'],
    [{ fromHour: 5 }, 'WINDOW_TOO_SHORT'],
    [{ fromHour: 6 }, 'WINDOW_TOO_SHORT'],
    [{ timeZone: 'Mars/Olympus' }, 'TIME_ZONE_INVALID'],
    [{ timeZone: '' }, 'TIME_ZONE_INVALID'],
  ])('refuses %j', (wrong, code) => {
    given(created)
      .when((state) => updateSweepWindow(state, { window: { ...NIGHT, ...wrong } }))
      .thenRefused(code);
  });
});
