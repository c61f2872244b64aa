import type { CollectionSpec, IndexSpec } from './documents.js';

/** Names of the collections that sending keeps. */
export const SENDING = {
  sendLog: 'sendLog',
  sendCounters: 'sendCounters',
  outbox: 'outbox',
  idempotency: 'idempotency',
} as const;

/** Documents vanish at the instant in `expiresAt`. */
export const EXPIRY: IndexSpec = { name: 'expiry', keys: { expiresAt: 1 }, expireAfterSeconds: 0 };

export const SEND_COLLECTIONS: readonly CollectionSpec[] = [
  {
    name: SENDING.sendLog,
    indexes: [
      { name: 'number', keys: { account: 1, number: 1, at: -1, _id: -1 } },
      { name: 'account', keys: { account: 1, at: -1, _id: -1 } },
      { name: 'apiKey', keys: { account: 1, apiKey: 1, at: -1, _id: -1 } },
      { name: 'correlationId', keys: { account: 1, correlationId: 1 } },
      { name: 'externalKey', keys: { account: 1, externalKey: 1 } },
      // What still holds PII: the daily job finds what is due, and looks at nothing else.
      {
        name: 'sealed',
        keys: { sealed: 1, account: 1, number: 1, apiKey: 1, at: 1 },
        partial: { sealed: true },
      },
    ],
  },
  { name: SENDING.sendCounters, indexes: [{ name: 'number', keys: { account: 1, number: 1, hour: 1 } }] },
  {
    name: SENDING.outbox,
    indexes: [
      { name: 'due', keys: { state: 1, dueAt: 1 } },
      { name: 'number', keys: { account: 1, number: 1, dueAt: 1 } },
      // Whether an earlier send of the same conversation is still to go out.
      { name: 'conversation', keys: { account: 1, conversation: 1, dueAt: 1 } },
    ],
  },
  { name: SENDING.idempotency, indexes: [EXPIRY] },
];
