import { describe, expect, test } from '@jest/globals';
import type { HoldFacts } from '../../../src/domain/hold/hold.js';
import { markAfter, passesOf, type Mark } from '../../../src/retention/spared.js';

const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
const number: HoldFacts = { number: 'n', target: { kind: 'NUMBER', id: 'n' }, isGroup: false };
const contact: HoldFacts = { number: 'n', target: { kind: 'CONTACT', id: 'c' }, isGroup: false };
const chat: HoldFacts = { number: 'n', target: { kind: 'CONVERSATION', id: 'c' }, isGroup: false };
const group: HoldFacts = { number: 'n', target: { kind: 'CONVERSATION', id: 'g' }, isGroup: true };
const NOTHING: Mark = { before: null, spared: [] };

/** Erasures one after the other, each with what was held then. */
const after = (...erasures: readonly (readonly [day: number, ...held: HoldFacts[]])[]): Mark =>
  erasures.reduce((mark, [day, ...held]) => markAfter(mark, at(day), held), NOTHING);
const days = ({ before, spared }: Mark) => [
  before?.getUTCDate() ?? null,
  ...spared.map((one) => [one.target.kind, one.before?.getUTCDate() ?? null]),
];

describe('what the ledger knows of what was held', () => {
  test('starts at what had been erased when it came to be held', () => {
    expect(days(after([5], [9, contact]))).toEqual([9, ['CONTACT', 5]]);
    expect(days(after([9, contact]))).toEqual([9, ['CONTACT', null]]);
  });

  test('goes with the rest once it is released', () => {
    expect(days(after([5], [9, contact], [12]))).toEqual([12]);
    expect(days(after([5], [20, contact], [12]))).toEqual([20, ['CONTACT', 12]]);
  });

  test('stays where a wider hold goes on, and a narrower one goes on from where the wider one began', () => {
    expect(days(after([5], [9, chat], [12, contact]))).toEqual([12, ['CONVERSATION', 5], ['CONTACT', 9]]);
    expect(days(after([5], [9, number], [12, chat]))).toEqual([12, ['CONVERSATION', 5]]);
  });

  test('where a contact and a group are held one after the other, takes the earlier mark', () => {
    expect(days(after([5], [9, contact], [12, contact, group]))).toEqual([
      12,
      ['CONTACT', 5],
      ['CONVERSATION', 5],
    ]);
  });

  test('becomes one erasure a mark, each less what is spared longer', () => {
    const passes = passesOf(after([5], [9, contact], [12, contact, group]));
    expect(passes.map(({ cutoff, kept }) => [cutoff.getUTCDate(), kept.length])).toEqual([
      [5, 0],
      [12, 2],
    ]);
    expect(passesOf(after([9, contact]))).toMatchObject([{ cutoff: at(9), kept: [contact] }]);
    expect(passesOf(NOTHING)).toEqual([]);
  });
});
