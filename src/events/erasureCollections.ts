import { EXPIRY } from './sendCollections.js';
import type { CollectionSpec } from './documents.js';

/** Names of the collections that erasing single people and records, and exporting, keeps in the main database. */
export const ERASING = {
  erasures: 'erasures',
  erasureTasks: 'erasureTasks',
  erasedPayloads: 'erasedPayloads',
  exports: 'exports',
} as const;

/** The same, in the key database. */
export const ERASED = { erasedContacts: 'erasedContacts', erasedItems: 'erasedItems' } as const;

export const ERASING_COLLECTIONS: readonly CollectionSpec[] = [
  {
    name: ERASING.erasures,
    indexes: [
      { name: 'account', keys: { account: 1, createdAt: -1, _id: -1 } },
      { name: 'open', keys: { open: 1, dueAt: 1 }, partial: { open: true } },
    ],
  },
  { name: ERASING.erasureTasks, indexes: [{ name: 'erasure', keys: { account: 1, erasure: 1 } }] },
  { name: ERASING.erasedPayloads, indexes: [] },
  {
    name: ERASING.exports,
    indexes: [{ name: 'account', keys: { account: 1, createdAt: -1, _id: -1 } }, EXPIRY],
  },
];

export const ERASED_COLLECTIONS: readonly CollectionSpec[] = [
  { name: ERASED.erasedContacts, indexes: [] },
  // Forgotten with the key that sealed it: then it is unreadable anyway.
  { name: ERASED.erasedItems, indexes: [{ name: 'key', keys: { account: 1, key: 1 } }] },
];
