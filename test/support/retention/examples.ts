import type { Command } from './commands.js';

const send = (apiKey: 'ak' | 'ak1' | null): Command => ({ type: 'send', number: 'a1', apiKey });
const days = (count: number): Command => ({ type: 'advance', minutes: count * 24 * 60 });
const keysRun: Command = { type: 'keysRun', account: 'a', crashAt: null };
const daily: Command = { type: 'daily', number: 'a1', crashAt: null };
const mode = (name: 'STORE_X_DAYS' | 'RELAY_ONLY', isApplied: boolean): Command => ({
  type: 'mode',
  number: 'a1',
  mode: name,
  days: 2,
  isApplied,
});

/** Histories that chance seldom meets: played before it is asked. */
export const EXAMPLES: readonly (readonly Command[])[] = [
  // A backup from before brings back what was redacted, and the settings of that time.
  [
    send('ak'),
    { type: 'accept', index: 0 },
    { type: 'backup' },
    { type: 'keyRetention', apiKey: 'ak', days: 0, isRun: true },
    { type: 'restore' },
    { type: 'rebuild' },
  ],
  [send('ak1'), send(null), { type: 'backup' }, days(3), keysRun, { type: 'restore' }],
  [
    send(null),
    { type: 'backup' },
    { type: 'retention', account: 'a', days: 1, isSwept: false },
    days(2),
    keysRun,
    { type: 'restore' },
  ],
  [
    send('ak'),
    send(null),
    { type: 'backup' },
    mode('STORE_X_DAYS', false),
    days(3),
    daily,
    { type: 'restore' },
  ],
  [send('ak'), send(null), { type: 'backup' }, mode('RELAY_ONLY', true), { type: 'restore' }, send('ak')],
  // Tightened and loosened again before any run.
  [
    send('ak'),
    { type: 'keyRetention', apiKey: 'ak', days: 0, isRun: false },
    { type: 'keyRetention', apiKey: 'ak', days: 30, isRun: false },
    send('ak'),
    keysRun,
    { type: 'rebuild' },
  ],
  // A crash at each step of a run.
  ...Array.from({ length: 12 }, (_, step): readonly Command[] => [
    send('ak1'),
    send('ak'),
    days(2),
    { type: 'keyRetention', apiKey: 'ak', days: 0, isRun: false },
    { type: 'keysRun', account: 'a', crashAt: step + 1 },
  ]),
  ...Array.from({ length: 20 }, (_, step): readonly Command[] => [
    send('ak1'),
    send(null),
    mode('RELAY_ONLY', false),
    { type: 'daily', number: 'a1', crashAt: step + 1 },
    { type: 'rebuild' },
  ]),
];
