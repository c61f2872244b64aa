import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { accountDecider, type AccountEvent } from '../../../src/domain/account/account.js';
import { updateDataRetention } from '../../../src/domain/account/updateDataRetention.js';
import { apiKeyDecider, type ApiKeyEvent } from '../../../src/domain/apiKey/apiKey.js';
import { apiKeyCutoff, updateApiKeyRetention } from '../../../src/domain/apiKey/updateApiKeyRetention.js';
import { numberDecider, type ModeSetting, type NumberEvent } from '../../../src/domain/number/number.js';
import { setNumberPiiMode } from '../../../src/domain/number/setNumberPiiMode.js';
import {
  accountDueCutoff,
  accountReadCutoff,
  isReadable,
  numberCutoff,
  type Cutoff,
} from '../../../src/domain/retentionRules.js';
import { DAY_MS, HOUR_MS } from '../../../src/lib/clock.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const RUNS = { numRuns: 500 };

/** A policy's history: at each step the clock moves on, what is due is looked at, then the policy changes. */
function steps<Setting>(setting: fc.Arbitrary<Setting>) {
  const wait = fc.integer({ min: 0, max: 40 * 24 }).map((hours) => hours * HOUR_MS);
  return fc.array(fc.record({ wait, setting }), { minLength: 1, maxLength: 20 });
}
const recordTimes = fc.array(
  fc.integer({ min: -100, max: 400 }).map((days) => new Date(START + days * DAY_MS)),
  { minLength: 1, maxLength: 10 },
);

/** Walks through a history; what was due once must not be readable at any later moment. */
function neverComesBack<State, Setting>(
  initial: State,
  history: readonly { readonly wait: number; readonly setting: Setting }[],
  records: readonly Date[],
  rules: {
    readonly change: (state: State, setting: Setting, now: Date) => State;
    readonly due: (state: State, now: Date) => Cutoff;
    readonly read: (state: State, now: Date) => Cutoff;
  },
): boolean {
  let state = initial;
  let now = START;
  const gone = new Set<Date>();
  const look = (): boolean => {
    const at = new Date(now);
    // A record that is not there yet is not due yet.
    for (const record of records) {
      if (record.getTime() <= now && !isReadable(record, rules.due(state, at))) gone.add(record);
    }
    return [...gone].every((record) => !isReadable(record, rules.read(state, at)));
  };
  for (const { wait, setting } of history) {
    now += wait;
    if (!look()) return false;
    state = rules.change(state, setting, new Date(now));
    if (!look()) return false;
  }
  return true;
}

describe('what was due under any earlier policy is never readable again (invariant 3)', () => {
  const days = fc.integer({ min: 0, max: 60 });

  test('account retention', () => {
    const created: AccountEvent = { type: 'AccountCreated', data: { name: 'Acme' } };
    const initial = accountDecider.evolve(accountDecider.initial, created);
    const policyOf = (state: typeof initial) => {
      if (state.kind === 'NONE') throw new Error('The account is gone.');
      return state.policy;
    };
    fc.assert(
      fc.property(steps(fc.option(days)), recordTimes, (history, records) =>
        neverComesBack(initial, history, records, {
          change: (state, setting, now) =>
            updateDataRetention(state, { days: setting, now }).reduce(accountDecider.evolve, state),
          due: (state, now) => accountDueCutoff(policyOf(state), now),
          read: (state, now) => accountReadCutoff(policyOf(state), now),
        }),
      ),
      RUNS,
    );
  });

  test('PII mode', () => {
    const details = {
      name: 'Sales',
      phoneNumber: '+4930901820',
      phoneNumberId: null,
      businessAccountId: null,
    };
    const created: NumberEvent = {
      type: 'NumberCreated',
      data: { ...details, telephony: null },
      payload: 's',
    };
    const initial = numberDecider.evolve(numberDecider.initial, created);
    const cutoff = (state: typeof initial, now: Date): Cutoff => {
      if (state.kind !== 'LIVE') throw new Error('The number is gone.');
      return numberCutoff(state.policy, now);
    };
    const setting: fc.Arbitrary<ModeSetting> = fc.oneof(
      fc.constantFrom(
        { mode: 'STORE_INDEFINITE' as const, days: null },
        { mode: 'RELAY_ONLY' as const, days: null },
      ),
      fc.integer({ min: 1, max: 60 }).map((some) => ({ mode: 'STORE_X_DAYS' as const, days: some })),
    );
    fc.assert(
      fc.property(steps(setting), recordTimes, (history, records) =>
        neverComesBack(initial, history, records, {
          change: (state, to, now) =>
            setNumberPiiMode(state, { ...to, now }).reduce(numberDecider.evolve, state),
          due: cutoff,
          read: cutoff,
        }),
      ),
      RUNS,
    );
  });

  test('API key retention', () => {
    const data = {
      name: 'Shop',
      number: null,
      retentionDays: 7,
      hash: 'h',
      prefix: 'lk_abcd',
      last4: 'wxyz',
    };
    const created: ApiKeyEvent = { type: 'ApiKeyCreated', data };
    const initial = apiKeyDecider.evolve(apiKeyDecider.initial, created);
    const cutoff = (state: typeof initial, now: Date): Cutoff => {
      if (state.kind === 'NONE') throw new Error('The key is gone.');
      return apiKeyCutoff(state.policy, now);
    };
    fc.assert(
      fc.property(steps(days), recordTimes, (history, records) =>
        neverComesBack(initial, history, records, {
          change: (state, setting, now) =>
            updateApiKeyRetention(state, { days: setting, now }).reduce(apiKeyDecider.evolve, state),
          due: cutoff,
          read: cutoff,
        }),
      ),
      RUNS,
    );
  });
});
