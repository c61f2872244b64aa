import type { CollectionSpec } from './documents.js';

/** Names of the collections of calls. */
export const CALLING = { calls: 'calls', recordings: 'recordings' } as const;

export const CALL_COLLECTIONS: readonly CollectionSpec[] = [
  {
    name: CALLING.calls,
    indexes: [
      { name: 'number', keys: { account: 1, number: 1, at: -1, _id: -1 } },
      { name: 'subject', keys: { account: 1, subject: 1, at: -1 } },
      // What a third party still has of it: a sweep looks at nothing else.
      {
        name: 'reference',
        keys: { account: 1, number: 1, at: 1 },
        partial: { reference: { $exists: true } },
      },
    ],
  },
  {
    name: CALLING.recordings,
    indexes: [
      { name: 'number', keys: { account: 1, number: 1, at: -1, _id: -1 } },
      { name: 'call', keys: { account: 1, call: 1 } },
      { name: 'subject', keys: { account: 1, subject: 1, at: -1 } },
      { name: 'stored', keys: { stored: 1, account: 1, number: 1, at: 1 }, partial: { stored: true } },
      {
        name: 'reference',
        keys: { account: 1, number: 1, at: 1 },
        partial: { reference: { $exists: true } },
      },
    ],
  },
];
