import fc from 'fast-check';
import type { Mode } from '../model.js';

/** What happens in a history of calls; times are minutes. */
export type CallCommand =
  | { readonly type: 'wait'; readonly minutes: number }
  | {
      readonly type: 'call';
      readonly number: string;
      readonly contact: string | null;
      readonly isRecorded: boolean;
      readonly age: number;
    }
  | { readonly type: 'days'; readonly account: string; readonly days: number | null }
  | { readonly type: 'mode'; readonly number: string; readonly mode: Mode; readonly days: number }
  | { readonly type: 'sweep'; readonly account: string; readonly crashAt: number | null }
  | { readonly type: 'daily'; readonly number: string; readonly crashAt: number | null }
  | { readonly type: 'store' | 'provider' | 'smtp'; readonly isAway: boolean }
  | { readonly type: 'stuck' | 'refused' | 'notFinal'; readonly index: number }
  | { readonly type: 'mended' }
  | { readonly type: 'hold'; readonly index: number; readonly isOfNumber: boolean }
  | { readonly type: 'release'; readonly index: number }
  | { readonly type: 'backup' | 'restore' };

const DAY = 24 * 60;
const account = fc.constantFrom('a', 'b');
const number = fc.constantFrom('a1', 'a2', 'b1');
const index = fc.nat(20);
const isAway = fc.boolean();
const crashAt = fc.option(fc.integer({ min: 1, max: 40 }), { freq: 2 });
const only = <T extends string>(type: T) => fc.constant(type);

const calls = fc.record({
  ...{ type: only('call'), number, contact: fc.constantFrom('c1', 'c2', null), isRecorded: fc.boolean() },
  age: fc.constantFrom(0, 0, DAY, 20 * DAY),
});
const waits = fc.record({
  type: only('wait'),
  minutes: fc.constantFrom(120, DAY, 10 * DAY, 40 * DAY, 200 * DAY),
});
const retentions = fc.record({
  ...{ type: only('days'), account, days: fc.constantFrom(null, 0, 1, 30, 180, 1_095) },
});
const modes = fc.record({
  ...{ type: only('mode'), number, days: fc.constantFrom(1, 30) },
  mode: fc.constantFrom<Mode[]>('STORE_INDEFINITE', 'STORE_X_DAYS', 'STORE_X_DAYS', 'RELAY_ONLY'),
});

const command: fc.Arbitrary<CallCommand> = fc.oneof(
  { weight: 8, arbitrary: calls },
  { weight: 5, arbitrary: waits },
  { weight: 3, arbitrary: retentions },
  { weight: 2, arbitrary: modes },
  { weight: 6, arbitrary: fc.record({ type: only('sweep'), account, crashAt }) },
  { weight: 3, arbitrary: fc.record({ type: only('daily'), number, crashAt }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('store' as const, 'provider' as const, 'smtp' as const),
      isAway,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('stuck' as const, 'refused' as const, 'notFinal' as const),
      index,
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: only('mended') }) },
  { weight: 2, arbitrary: fc.record({ type: only('hold'), index, isOfNumber: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: only('release'), index }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('backup' as const, 'backup' as const, 'restore' as const) }),
  },
);

export const callHistories = (maxLength: number): fc.Arbitrary<CallCommand[]> =>
  fc.array(command, { minLength: 3, maxLength, size: 'max' });
