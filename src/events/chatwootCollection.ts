import type { CollectionSpec } from './documents.js';

/** What Chatwoot must still be told. */
export const CHATWOOT_JOBS = {
  name: 'chatwootJobs',
  indexes: [
    { name: 'due', keys: { state: 1, dueAt: 1 } },
    { name: 'number', keys: { account: 1, number: 1, state: 1 } },
    // What is told of one conversation goes in order.
    { name: 'lane', keys: { account: 1, lane: 1, state: 1, _id: 1 } },
    { name: 'expiry', keys: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
} as const satisfies CollectionSpec;
