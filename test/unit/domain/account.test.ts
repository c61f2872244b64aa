import { describe, test } from '@jest/globals';
import { accountDecider, type AccountEvent } from '../../../src/domain/account/account.js';
import { createAccount } from '../../../src/domain/account/createAccount.js';
import { updateDataRetention } from '../../../src/domain/account/updateDataRetention.js';
import { specification } from '../../support/decider.js';

const given = specification(accountDecider);
const now = new Date('2026-03-10T12:00:00.000Z');
const created: AccountEvent = { type: 'AccountCreated', data: { name: 'Acme' } };
const updated = (from: number | null, to: number | null, floor: string | null): AccountEvent => ({
  type: 'DataRetentionUpdated',
  data: { from, to, floor: floor === null ? null : new Date(floor) },
});

describe('account', () => {
  test('is created once, its name trimmed', () => {
    given()
      .when((state) => createAccount(state, { name: ' Acme ' }))
      .then(created);
    given(created)
      .when((state) => createAccount(state, { name: 'Acme' }))
      .thenNothing();
  });

  test.each(['', '   ', 'x'.repeat(101), 'two\nlines'])('refuses the name %j', (name) => {
    given()
      .when((state) => createAccount(state, { name }))
      .thenRefused('NAME_INVALID');
  });

  test('a first retention has no floor: nothing was due before', () => {
    given(created)
      .when((state) => updateDataRetention(state, { days: 30, now }))
      .then(updated(null, 30, null));
  });

  test('loosening leaves what was due, 30 days and 2 hours of grace ago, below the floor', () => {
    given(created, updated(null, 30, null))
      .when((state) => updateDataRetention(state, { days: null, now }))
      .then(updated(30, null, '2026-02-08T10:00:00.000Z'));
  });

  test('a floor never goes back', () => {
    given(created, updated(null, 0, null), updated(0, 365, '2026-03-09T00:00:00.000Z'))
      .when((state) => updateDataRetention(state, { days: 0, now }))
      .then(updated(365, 0, '2026-03-09T00:00:00.000Z'));
  });

  test('the same value again changes nothing', () => {
    given(created)
      .when((state) => updateDataRetention(state, { days: null, now }))
      .thenNothing();
    given(created, updated(null, 7, null))
      .when((state) => updateDataRetention(state, { days: 7, now }))
      .thenNothing();
  });

  test.each([-1, 1096, 1.5, NaN, Infinity, '7' as unknown as number])('refuses %p days', (days) => {
    given(created)
      .when((state) => updateDataRetention(state, { days, now }))
      .thenRefused('DAYS_INVALID');
  });

  test('an account that is not there is not found', () => {
    given()
      .when((state) => updateDataRetention(state, { days: 1, now }))
      .thenRefused('NOT_FOUND');
  });
});
