import { describe, expect, test } from '@jest/globals';
import { COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { IndexSpec } from '../../../src/events/documents.js';
import { splitFilter } from '../../../src/events/indexedPart.js';

const INDEXES: readonly IndexSpec[] = [
  { name: 'accountId', keys: { account: 1, _id: 1 } },
  { name: 'recent', keys: { account: 1, number: 1, at: -1, _id: -1 } },
  { name: 'unread', keys: { account: 1, number: 1, unread: 1 }, partial: { unread: true } },
  { name: 'due', keys: { dueAt: 1 }, sparse: true },
  { name: 'key', keys: { account: 1, key: 1 }, partial: { key: { $exists: true } } },
];
const split = (filter: Readonly<Record<string, unknown>>) => splitFilter(INDEXES, filter);
const at = new Date(1_000);

describe('a filter is split at what one index answers', () => {
  test('all of it, or nothing, is left as it is', () => {
    for (const filter of [
      { _id: '1' },
      { account: 'a', _id: { $in: ['1', '2'] } },
      { account: 'a', number: 'n', at: { $gt: at } },
      { account: 'a', number: 'n', unread: true },
      { state: 'x' },
      {},
    ])
      expect(split(filter)).toEqual({ indexed: filter, rest: null });
  });

  test('an id goes before everything else', () => {
    expect(split({ _id: '1', account: 'a', number: 'n', state: 'x' })).toEqual({
      indexed: { account: 'a', _id: '1' },
      rest: { number: 'n', state: 'x' },
    });
  });

  test('bounds lie a little outside, and are looked at again', () => {
    expect(split({ account: 'a', number: 'n', at: { $gte: at, $lt: at } })).toEqual({
      indexed: { account: 'a', number: 'n', at: { $gt: new Date(999), $lt: at } },
      rest: { at: { $gte: at, $lt: at } },
    });
    expect(split({ dueAt: { $exists: true, $lte: at }, $or: [{ a: 1 }] })).toEqual({
      indexed: { dueAt: { $lt: new Date(1_001) } },
      rest: { dueAt: { $exists: true, $lte: at }, $or: [{ a: 1 }] },
    });
  });

  test('a list ends what an index answers, unless it has one value', () => {
    expect(split({ account: { $in: ['a'] }, number: { $in: ['n', 'm'] }, at })).toEqual({
      indexed: { account: 'a', number: { $in: ['n', 'm'] } },
      rest: { at },
    });
  });

  test('a partial index serves only who asks for what it holds', () => {
    expect(split({ account: 'a', key: 'k', state: 'x' })).toEqual({
      indexed: { account: 'a' },
      rest: { key: 'k', state: 'x' },
    });
    expect(split({ account: 'a', number: 'n', unread: true, state: 'x' }).rest).toEqual({ state: 'x' });
  });

  test('null and operators of other kinds are nothing an index is asked for', () => {
    expect(split({ account: 'a', number: null })).toEqual({
      indexed: { account: 'a' },
      rest: { number: null },
    });
    expect(split({ dueAt: { $ne: at } })).toEqual({ indexed: { dueAt: { $ne: at } }, rest: null });
  });

  test('an index of the commits finds an idempotency key', () => {
    const indexes = MAIN_COLLECTIONS.find(({ name }) => name === COLLECTIONS.commits)?.indexes ?? [];
    for (const idempotencyKey of ['k', { $in: ['k', 'l'] }]) {
      const filter = { keyed: true, account: 'a', idempotencyKey };
      expect(splitFilter(indexes, filter)).toEqual({ indexed: filter, rest: null });
      const { keyed: _keyed, ...withoutCondition } = filter;
      expect(splitFilter(indexes, withoutCondition).rest).toEqual({ idempotencyKey });
    }
  });
});
