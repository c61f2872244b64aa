import { describe, expect, test } from '@jest/globals';
import { createNumber } from '../../../src/domain/number/createNumber.js';
import { numberDecider, type NumberDetails, type NumberEvent } from '../../../src/domain/number/number.js';
import { removeNumber } from '../../../src/domain/number/removeNumber.js';
import { setNumberPiiMode } from '../../../src/domain/number/setNumberPiiMode.js';
import { updateNumber } from '../../../src/domain/number/updateNumber.js';
import { updateNumberSettings } from '../../../src/domain/number/updateNumberSettings.js';
import { MAX_PII_RETENTION_DAYS, type PiiMode } from '../../../src/domain/policies.js';
import { isStrictPhoneNumber, parsePhoneNumber } from '../../../src/lib/phoneNumber.js';
import { codesOf, specification } from '../../support/decider.js';

const given = specification(numberDecider);
const now = new Date('2026-03-10T12:00:00.000Z');
const details: NumberDetails = {
  name: 'Sales',
  phoneNumber: '+4930901820',
  phoneNumberId: '1060',
  businessAccountId: null,
  telephony: null,
};
const created: NumberEvent = { type: 'NumberCreated', data: details, payload: 's1' };
const removed: NumberEvent = { type: 'NumberRemoved', data: {} };
const modeSet = (
  from: [PiiMode, number | null],
  to: [PiiMode, number | null],
  floor: Date | null,
): NumberEvent => ({
  type: 'PiiModeSet',
  data: { from: { mode: from[0], days: from[1] }, to: { mode: to[0], days: to[1] }, floor },
});

describe('number', () => {
  test('is created with its secrets sealed', () => {
    given()
      .when((state) => createNumber(state, { details, secrets: 's1' }))
      .then(created);
  });

  test('tells everything that is wrong at once', () => {
    const bad = { ...details, name: '', phoneNumber: '030 901820', phoneNumberId: 'a/b' };
    expect(codesOf(() => createNumber({ kind: 'NONE' }, { details: bad, secrets: 's' }))).toEqual([
      'BAD_USER_INPUT',
      'NAME_INVALID',
      'PHONE_NUMBER_INVALID',
      'IDENTIFIER_INVALID',
    ]);
  });

  test('an update names only what changed', () => {
    given(created)
      .when((state) => updateNumber(state, { details: { name: 'Care', phoneNumberId: null }, secrets: 's2' }))
      .then({
        type: 'NumberUpdated',
        data: {
          from: { name: 'Sales', phoneNumberId: '1060' },
          to: { name: 'Care', phoneNumberId: null },
          areSecretsReplaced: true,
        },
        payload: 's2',
      });
    given(created)
      .when((state) => updateNumber(state, { details: { ...details }, secrets: null }))
      .thenNothing();
  });

  test('a mode that is set anew keeps the floor of the old one', () => {
    const weekAgo = new Date('2026-03-03T12:00:00.000Z');
    given(created)
      .when((state) => setNumberPiiMode(state, { mode: 'STORE_X_DAYS', days: 7, now }))
      .then(modeSet(['STORE_INDEFINITE', null], ['STORE_X_DAYS', 7], null));
    given(created, modeSet(['STORE_INDEFINITE', null], ['STORE_X_DAYS', 7], null))
      .when((state) => setNumberPiiMode(state, { mode: 'STORE_INDEFINITE', days: null, now }))
      .then(modeSet(['STORE_X_DAYS', 7], ['STORE_INDEFINITE', null], weekAgo));
  });

  test('leaving RELAY_ONLY brings nothing back', () => {
    given(created, modeSet(['STORE_INDEFINITE', null], ['RELAY_ONLY', null], null))
      .when((state) => setNumberPiiMode(state, { mode: 'STORE_X_DAYS', days: 30, now }))
      .then(modeSet(['RELAY_ONLY', null], ['STORE_X_DAYS', 30], now));
  });

  test('the same mode again changes nothing', () => {
    const days = 7;
    given(created, modeSet(['STORE_INDEFINITE', null], ['STORE_X_DAYS', days], null))
      .when((state) => setNumberPiiMode(state, { mode: 'STORE_X_DAYS', days, now }))
      .thenNothing();
  });

  test.each<[string, number | null, string]>([
    ['STORE_X_DAYS', null, 'DAYS_INVALID'],
    ['STORE_X_DAYS', 0, 'DAYS_INVALID'],
    ['STORE_X_DAYS', 1.5, 'DAYS_INVALID'],
    ['STORE_X_DAYS', MAX_PII_RETENTION_DAYS + 1, 'DAYS_INVALID'],
    ['STORE_INDEFINITE', 7, 'DAYS_NOT_ALLOWED'],
    ['RELAY_ONLY', 7, 'DAYS_NOT_ALLOWED'],
    ['store_x_days', 7, 'MODE_INVALID'],
  ])('refuses %s with %p days', (mode, days, code) => {
    given(created)
      .when((state) => setNumberPiiMode(state, { mode: mode as PiiMode, days, now }))
      .thenRefused(code);
  });

  test('settings change one by one; null takes one away', () => {
    const first: NumberEvent = { type: 'NumberSettingsUpdated', data: { from: {}, to: { a: true, b: 1 } } };
    given(created)
      .when((state) => updateNumberSettings(state, { settings: { a: true, b: 1 } }))
      .then(first);
    given(created, first)
      .when((state) => updateNumberSettings(state, { settings: { a: null, c: 'x' } }))
      .then({ type: 'NumberSettingsUpdated', data: { from: { a: true, b: 1 }, to: { b: 1, c: 'x' } } });
    given(created, first)
      .when((state) => updateNumberSettings(state, { settings: { a: true } }))
      .thenNothing();
  });

  test.each([{ 'a b': 1 }, JSON.parse('{"__proto__":1}') as object, { a: {} }, { a: 'x'.repeat(1_001) }])(
    'refuses the settings %j',
    (settings) => {
      given(created)
        .when((state) => updateNumberSettings(state, { settings: { ...settings } }))
        .thenRefused('BAD_USER_INPUT');
    },
  );

  test('a removed number is as if it had never been there', () => {
    given(created).when(removeNumber).then(removed);
    given(created, removed).when(removeNumber).thenRefused('NOT_FOUND');
    given(created, removed)
      .when((state) => setNumberPiiMode(state, { mode: 'RELAY_ONLY', days: null, now }))
      .thenRefused('NOT_FOUND');
  });
});

describe('phone numbers', () => {
  test.each(['+4930901820', '+6834000', '+123456789012345'])('%s is strict E.164', (value) => {
    expect(isStrictPhoneNumber(value)).toBe(true);
    expect(parsePhoneNumber(value)).toBe(value);
  });
  test.each([
    '4930901820',
    '+0930901820',
    '+49 30 901820',
    '+49-30',
    '+1234567890123456',
    '+4930901820\n',
    '',
    49,
  ])('%j is not', (value) => {
    expect(isStrictPhoneNumber(value)).toBe(false);
    expect(codesOf(() => parsePhoneNumber(value))).toContain('PHONE_NUMBER_INVALID');
  });
});
