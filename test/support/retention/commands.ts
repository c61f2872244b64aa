import fc from 'fast-check';
import type { Mode } from './model.js';
import type { HoldOn } from './worldHolds.js';

export const ACCOUNTS = ['a', 'b'] as const;
/** The first letter is the account. */
export const NUMBERS = ['a1', 'a2', 'b1'] as const;
/** Each is bound to a number, or to the whole account; `days` is its retention in the beginning. */
export const API_KEYS = [
  { name: 'ak', account: 'a', number: null, days: 30 },
  { name: 'ak1', account: 'a', number: 'a1', days: 2 },
  { name: 'bk', account: 'b', number: null, days: 0 },
] as const;
const CONTACTS = ['c1', 'c2'] as const;
const KEY_DAYS = [0, 1, 2, 30] as const;

type Account = (typeof ACCOUNTS)[number];
type Number = (typeof NUMBERS)[number];
type ApiKey = (typeof API_KEYS)[number]['name'];

/** What one step of a history does. */
export type Command =
  | {
      readonly type: 'receive';
      readonly number: Number;
      readonly contact: string;
      readonly group: string | null;
      readonly age: number;
    }
  /** As `receive`, but it does not arrive yet: its edit or revocation may come first. */
  | {
      readonly type: 'hold';
      readonly number: Number;
      readonly contact: string;
      readonly group: string | null;
      readonly age: number;
    }
  | { readonly type: 'redeliver'; readonly index: number }
  | { readonly type: 'edit'; readonly index: number; readonly age: number }
  | { readonly type: 'revoke'; readonly index: number; readonly age: number }
  /** Somebody reads the conversation of a message. */
  | { readonly type: 'read'; readonly index: number }
  | { readonly type: 'status'; readonly number: Number }
  /** With the key, where the number has it; without one else. */
  | { readonly type: 'send'; readonly number: Number; readonly apiKey: ApiKey | null }
  /** The provider takes one of the sends: its PII is sealed anew. */
  | { readonly type: 'accept'; readonly index: number }
  | {
      readonly type: 'keyRetention';
      readonly apiKey: ApiKey;
      readonly days: number;
      readonly isRun: boolean;
    }
  | { readonly type: 'keysRun'; readonly account: Account; readonly crashAt: number | null }
  | { readonly type: 'advance'; readonly minutes: number }
  | {
      readonly type: 'retention';
      readonly account: Account;
      readonly days: number | null;
      readonly isSwept: boolean;
    }
  | {
      readonly type: 'mode';
      readonly number: Number;
      readonly mode: Mode;
      readonly days: number;
      readonly isApplied: boolean;
    }
  | { readonly type: 'sweep'; readonly account: Account; readonly crashAt: number | null }
  | { readonly type: 'daily'; readonly number: Number; readonly crashAt: number | null }
  | { readonly type: 'crashingReceive'; readonly number: Number; readonly crashAt: number }
  | { readonly type: 'placeHold'; readonly number: Number; readonly on: HoldOn }
  | { readonly type: 'releaseHold'; readonly index: number }
  | { readonly type: 'rebuild' }
  | { readonly type: 'backup' }
  | { readonly type: 'restore' };

const HOUR = 60;
const DAY = 24 * HOUR;

const account = fc.constantFrom(...ACCOUNTS);
const number = fc.constantFrom(...NUMBERS);
const apiKey = fc.constantFrom(...API_KEYS.map(({ name }) => name));
/** Half minutes, so that nothing happens at the very instant of a setting or a job. */
const age = fc
  .oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 3 * HOUR }),
    fc.integer({ min: 0, max: 3 * DAY }),
    fc.integer({ min: 0, max: 40 * DAY }),
  )
  .map((minutes) => minutes + 0.5);
const minutes = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: HOUR, max: 4 * HOUR }),
  fc.integer({ min: DAY, max: 4 * DAY }),
);
const crashAt = fc.option(fc.integer({ min: 1, max: 30 }), { freq: 2 });

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('receive' as const),
      number,
      contact: fc.constantFrom(...CONTACTS),
      group: fc.option(fc.constant('g1'), { freq: 3 }),
      age,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('hold' as const),
      number,
      contact: fc.constantFrom(...CONTACTS),
      group: fc.option(fc.constant('g1'), { freq: 3 }),
      age,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('redeliver' as const), index: fc.nat(50) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('edit' as const), index: fc.nat(50), age }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('revoke' as const), index: fc.nat(50), age }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('read' as const), index: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('status' as const), number }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('advance' as const), minutes }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('send' as const), number, apiKey: fc.option(apiKey) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('accept' as const), index: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('keyRetention' as const),
      apiKey,
      days: fc.constantFrom(...KEY_DAYS),
      isRun: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('keysRun' as const), account, crashAt }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('retention' as const),
      account,
      days: fc.constantFrom(null, 0, 1, 2, 30),
      isSwept: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('mode' as const),
      number,
      mode: fc.constantFrom<Mode>('STORE_INDEFINITE', 'STORE_X_DAYS', 'RELAY_ONLY'),
      days: fc.constantFrom(1, 2, 30),
      isApplied: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('sweep' as const), account, crashAt }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('daily' as const), number, crashAt }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('crashingReceive' as const),
      number,
      crashAt: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('placeHold' as const),
      number,
      on: fc.constantFrom<HoldOn>(
        { kind: 'NUMBER', who: null },
        { kind: 'CONTACT', who: 'c1' },
        { kind: 'CONTACT', who: 'c2' },
        { kind: 'CONVERSATION', who: 'c1' },
        { kind: 'CONVERSATION', who: 'g1' },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('releaseHold' as const), index: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.constant({ type: 'rebuild' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'backup' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'restore' as const }) },
);

export const histories = (maxLength: number): fc.Arbitrary<Command[]> =>
  fc.array(command, { minLength: 3, maxLength, size: 'max' });
