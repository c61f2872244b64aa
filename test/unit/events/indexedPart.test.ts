import { describe, expect, test } from '@jest/globals';
import { COLLECTIONS, KEY_DATABASE_COLLECTIONS, MAIN_COLLECTIONS } from '../../../src/events/collections.js';
import type { IndexSpec } from '../../../src/events/documents.js';
import { splitFilter } from '../../../src/events/indexedPart.js';

const INDEXES: readonly IndexSpec[] = [
  { name: 'accountId', keys: { account: 1, _id: 1 } },
  { name: 'recent', keys: { account: 1, number: 1, at: -1, _id: -1 } },
  { name: 'unread', keys: { unread: 1, account: 1, number: 1, at: -1 }, partial: { unread: true } },
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
      { unread: true },
      { account: 'a', number: 'n', unread: true, at: { $lt: at } },
      { account: 'a', number: { $in: ['n', 'm'] }, unread: true },
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

  test('a list of one is asked as its value, alone or before a range', () => {
    const list = { $in: ['n'] };
    expect(split({ account: 'a', number: list, at: { $gt: at } })).toEqual({
      indexed: { account: 'a', number: 'n', at: { $gt: at } },
      rest: null,
    });
    expect(split({ account: 'a', number: list, unread: true, at: { $gt: at } })).toEqual({
      indexed: { unread: true, account: 'a', number: 'n', at: { $gt: at } },
      rest: null,
    });
    expect(split({ _id: { $in: ['1'] } })).toEqual({ indexed: { _id: '1' }, rest: null });
  });

  test('a partial index serves only who asks for what it holds', () => {
    expect(split({ account: 'a', key: 'k', state: 'x' })).toEqual({
      indexed: { account: 'a' },
      rest: { key: 'k', state: 'x' },
    });
    expect(split({ account: 'a', number: 'n', unread: true, state: 'x' }).rest).toEqual({ state: 'x' });
    expect(split({ account: 'a', number: 'n', unread: false }).indexed).toEqual({
      account: 'a',
      number: 'n',
    });
  });

  test('a partial index is asked for a list where it would be asked for nothing but equal values', () => {
    expect(split({ account: 'a', unread: true })).toEqual({
      indexed: { unread: true, account: { $in: ['a'] } },
      rest: null,
    });
    expect(split({ account: { $in: ['a'] }, number: 'n', unread: true, state: 'x' })).toEqual({
      indexed: { unread: true, account: 'a', number: { $in: ['n'] } },
      rest: { state: 'x' },
    });
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
    const asked = { keyed: true, account: 'a', idempotencyKey: 'k' };
    const indexed = { ...asked, idempotencyKey: { $in: ['k'] } };
    expect(splitFilter(indexes, asked)).toEqual({ indexed, rest: null });
    expect(splitFilter(indexes, { ...asked, stream: 's' })).toEqual({ indexed, rest: { stream: 's' } });
    expect(splitFilter(indexes, { account: 'a', idempotencyKey: 'k' }).rest).toEqual({ idempotencyKey: 'k' });
  });

  test('a partial index begins with its condition, or SecantusDB never takes it', () => {
    for (const { indexes } of [...MAIN_COLLECTIONS, ...KEY_DATABASE_COLLECTIONS])
      for (const { keys, partial = {} } of indexes)
        for (const [field, value] of Object.entries(partial))
          if (typeof value !== 'object') expect(Object.keys(keys)[0]).toBe(field);
  });
});
