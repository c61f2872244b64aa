import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NumberPolicy } from '../../../src/domain/policies.js';
import { isReadable, laterCutoff, numberCutoff } from '../../../src/domain/retentionRules.js';
import {
  ownerDueCutoff,
  sendLogCutoff,
  sendLogExpiry,
  type LogOwner,
} from '../../../src/domain/send/sendLogRules.js';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const ago = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

const instant = fc.integer({ min: 0, max: 80 * 24 }).map(ago);
const floor = fc.option(instant);
const days = fc.integer({ min: 0, max: 60 });
const owner: fc.Arbitrary<LogOwner> = fc.oneof(
  fc.record({ kind: fc.constant('API_KEY' as const), policy: fc.record({ days, floor }) }),
  fc.record({
    kind: fc.constant('ACCOUNT' as const),
    policy: fc.record({ days: fc.option(days), floor }),
  }),
);
const number: fc.Arbitrary<NumberPolicy> = fc.oneof(
  fc.record({
    mode: fc.constantFrom('STORE_INDEFINITE' as const, 'RELAY_ONLY' as const),
    days: fc.constant(null),
    floor,
  }),
  fc.record({ mode: fc.constant('STORE_X_DAYS' as const), days: fc.integer({ min: 1, max: 60 }), floor }),
);
const key = (retention: number, at: Date | null = null): LogOwner => ({
  kind: 'API_KEY',
  policy: { days: retention, floor: at },
});
const KEEPS: NumberPolicy = { mode: 'STORE_INDEFINITE', days: null, floor: null };

describe('the PII of a send-log entry', () => {
  test('is readable until it expires, and not any more from then on', () => {
    fc.assert(
      fc.property(owner, number, instant, (of, mode, at) => {
        const { expiresAt } = sendLogExpiry(of, mode, at);
        expect(isReadable(at, sendLogCutoff(of, mode, NOW))).toBe(expiresAt === null || expiresAt > NOW);
      }),
    );
  });

  test('is out by either policy alone: the strictest wins', () => {
    fc.assert(
      fc.property(owner, number, instant, (of, mode, at) => {
        const isOpen = isReadable(at, sendLogCutoff(of, mode, NOW));
        const each = isReadable(at, sendLogCutoff(of, KEEPS, NOW)) && isReadable(at, numberCutoff(mode, NOW));
        expect(isOpen).toBe(each);
      }),
    );
  });

  test('is never redacted while it can be read', () => {
    fc.assert(
      fc.property(owner, number, instant, (of, mode, at) => {
        const due = laterCutoff(ownerDueCutoff(of, NOW), numberCutoff(mode, NOW));
        if (due !== null && at <= due) expect(isReadable(at, sendLogCutoff(of, mode, NOW))).toBe(false);
      }),
    );
  });

  test('goes at once when a key is tightened to 0 days', () => {
    const at = ago(0);
    expect(isReadable(at, sendLogCutoff(key(30), KEEPS, NOW))).toBe(true);
    expect(isReadable(at, sendLogCutoff(key(0), KEEPS, NOW))).toBe(false);
  });

  test('names the policy that ends it first; the number where both do', () => {
    const at = ago(24);
    const week: NumberPolicy = { mode: 'STORE_X_DAYS', days: 7, floor: null };
    const after = (some: number): Date => new Date(at.getTime() + some * DAY_MS);
    expect(sendLogExpiry(key(3), week, at)).toEqual({ expiresAt: after(3), decidedBy: 'API_KEY_RETENTION' });
    expect(sendLogExpiry(key(7), week, at)).toEqual({ expiresAt: after(7), decidedBy: 'NUMBER_PII_MODE' });
    const account: LogOwner = { kind: 'ACCOUNT', policy: { days: 0, floor: null } };
    expect(sendLogExpiry(account, week, at)).toEqual({
      expiresAt: new Date(at.getTime() + 2 * HOUR_MS),
      decidedBy: 'ACCOUNT_RETENTION',
    });
    const forEver: LogOwner = { kind: 'ACCOUNT', policy: { days: null, floor: null } };
    expect(sendLogExpiry(forEver, KEEPS, at)).toEqual({ expiresAt: null, decidedBy: null });
    expect(sendLogExpiry(key(30), { ...KEEPS, mode: 'RELAY_ONLY' }, at)).toEqual({
      expiresAt: at,
      decidedBy: 'NUMBER_PII_MODE',
    });
  });

  test('does not come back when a key is loosened', () => {
    expect(sendLogExpiry(key(365, ago(10)), KEEPS, ago(20))).toEqual({
      expiresAt: ago(10),
      decidedBy: 'API_KEY_RETENTION',
    });
  });
});
