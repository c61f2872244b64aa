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

const arrive = (type: 'receive' | 'hold', age: number, group: string | null = null): Command => ({
  type,
  number: 'a1',
  contact: 'c1',
  group,
  age,
});
const happens = (type: 'redeliver' | 'read', index = 0): Command => ({ type, index });
const told = (type: 'edit' | 'revoke', age: number, index = 0): Command => ({ type, index, age });
const rebuild: Command = { type: 'rebuild' };

const hold = (kind: 'CONTACT' | 'CONVERSATION', who: 'c1' | 'g1'): Command => ({
  type: 'placeHold',
  number: 'a1',
  on: { kind, who },
});
const holdNumber: Command = { type: 'placeHold', number: 'a1', on: { kind: 'NUMBER', who: null } };
const release: Command = { type: 'releaseHold', index: 0 };
const keeps = (count: number | null): Command => ({
  type: 'retention',
  account: 'a',
  days: count,
  isSwept: false,
});
const sweep: Command = { type: 'sweep', account: 'a', crashAt: null };
const from = (contact: 'c1' | 'c2', group: string | null): Command => ({
  type: 'receive',
  number: 'a1',
  contact,
  group,
  age: 0.5,
});
const TALK: readonly Command[] = [from('c1', null), from('c2', null), from('c1', 'g1'), from('c2', 'g1')];

/** Histories that chance seldom meets: played before it is asked. */
export const EXAMPLES: readonly (readonly Command[])[] = [
  // Edited, read, taken back; then the provider delivers everything again.
  [
    arrive('receive', 60.5),
    told('edit', 30.5),
    happens('read'),
    rebuild,
    told('revoke', 10.5),
    rebuild,
    happens('redeliver'),
    told('edit', 5.5),
    rebuild,
  ],
  // What came first is the edit, and the revocation of another.
  [
    arrive('hold', 90.5, 'g1'),
    arrive('hold', 80.5),
    told('edit', 30.5),
    told('revoke', 30.5, 1),
    happens('read'),
    happens('redeliver'),
    happens('redeliver', 1),
    rebuild,
  ],
  // An edit of what was forgotten is stored anew, unread, and forgotten in its turn.
  [
    arrive('receive', 0.5),
    happens('read'),
    { type: 'retention', account: 'a', days: 1, isSwept: false },
    days(2),
    { type: 'sweep', account: 'a', crashAt: null },
    told('edit', 0.5),
    rebuild,
    days(2),
    { type: 'sweep', account: 'a', crashAt: 3 },
    rebuild,
  ],
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
  // Held through sweeps, a rebuild and RELAY_ONLY, then released.
  ...[hold('CONTACT', 'c1'), hold('CONVERSATION', 'c1'), hold('CONVERSATION', 'g1'), holdNumber].map(
    (placed): readonly Command[] => [
      ...TALK,
      send('ak1'),
      keeps(1),
      placed,
      days(3),
      sweep,
      rebuild,
      mode('RELAY_ONLY', true),
      rebuild,
      release,
      { type: 'daily', number: 'a1', crashAt: 3 },
    ],
  ),
  // What was erased before it was held does not come back; what was held stays, also where only the backup is older.
  [
    ...TALK,
    { type: 'backup' },
    keeps(1),
    days(3),
    ...TALK,
    sweep,
    hold('CONTACT', 'c1'),
    days(3),
    sweep,
    { type: 'restore' },
    sweep,
    release,
    sweep,
  ],
  [
    ...TALK,
    keeps(1),
    { type: 'backup' },
    hold('CONVERSATION', 'g1'),
    days(3),
    sweep,
    { type: 'restore' },
    sweep,
  ],
  [...TALK, holdNumber, { type: 'backup' }, release, keeps(1), days(3), sweep, { type: 'restore' }, sweep],
  [
    ...TALK,
    { type: 'backup' },
    keeps(1),
    holdNumber,
    days(3),
    sweep,
    hold('CONTACT', 'c1'),
    release,
    sweep,
    { type: 'restore' },
  ],
  ...[2, 6, 10, 14, 18].map((crashAt): readonly Command[] => [
    ...TALK,
    hold('CONTACT', 'c1'),
    mode('RELAY_ONLY', false),
    { type: 'daily', number: 'a1', crashAt },
    { type: 'rebuild' },
  ]),
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
