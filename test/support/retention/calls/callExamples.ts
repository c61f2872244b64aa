import type { CallCommand } from './callCommands.js';

const DAY = 24 * 60;
const wait = (days: number): CallCommand => ({ type: 'wait', minutes: days * DAY });
const call = (number: string, contact: string | null = 'c1'): CallCommand => ({
  ...{ type: 'call', number, contact, isRecorded: true, age: 0 },
});
const sweep: CallCommand = { type: 'sweep', account: 'a', crashAt: null };
const days: CallCommand = { type: 'days', account: 'a', days: 30 };
const CALLS = [days, call('a1'), call('a2', 'c2'), call('a1', null)] as const;

/** Histories that are played each time, before any that are made up. */
export const CALL_EXAMPLES: readonly (readonly CallCommand[])[] = [
  [...CALLS, wait(31), call('a1'), sweep],
  // Each kind of trouble, and its end.
  [...CALLS, wait(31), { type: 'store', isAway: true }, sweep, sweep, { type: 'mended' }, sweep],
  [...CALLS, wait(31), { type: 'provider', isAway: true }, sweep, wait(2), { type: 'mended' }, sweep],
  [...CALLS, wait(31), { type: 'stuck', index: 1 }, { type: 'refused', index: 2 }, sweep, wait(2), sweep],
  [...CALLS, wait(31), { type: 'notFinal', index: 0 }, sweep, wait(1), sweep],
  [...CALLS, wait(31), { type: 'smtp', isAway: true }, { type: 'store', isAway: true }, sweep, wait(1)],
  // Holds on a contact and on a number, and their end.
  [
    ...CALLS,
    { type: 'hold', index: 0, isOfNumber: false },
    wait(31),
    sweep,
    { type: 'release', index: 0 },
    sweep,
  ],
  [
    ...CALLS,
    { type: 'hold', index: 1, isOfNumber: true },
    wait(31),
    sweep,
    { type: 'release', index: 0 },
    sweep,
  ],
  // A dump from before, put back after a cleanup and after a daily run; and what is done then.
  [...CALLS, { type: 'backup' }, wait(31), call('a1'), sweep, { type: 'restore' }, sweep],
  [
    ...CALLS.slice(1),
    { type: 'backup' },
    { type: 'mode', number: 'a1', mode: 'STORE_X_DAYS', days: 1 },
    wait(2),
    { type: 'daily', number: 'a1', crashAt: null },
    { type: 'restore' },
    wait(1),
    call('a1'),
  ],
  // A death at some of the steps of a run.
  ...[1, 4, 7, 10, 13, 16, 19, 22].map((crashAt): readonly CallCommand[] => [
    ...CALLS,
    wait(31),
    { type: 'sweep', account: 'a', crashAt },
  ]),
];
