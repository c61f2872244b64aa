import { CALL_COLLECTIONS, CALLING } from './callCollections.js';
import { CHATWOOT_JOBS } from './chatwootCollection.js';
import { ERASED, ERASED_COLLECTIONS, ERASING, ERASING_COLLECTIONS } from './erasureCollections.js';
import { EXPIRY, SEND_COLLECTIONS, SENDING } from './sendCollections.js';
import { WEBHOOK_COLLECTIONS, WEBHOOKS } from './webhookCollections.js';
import type { CollectionSpec, IndexSpec } from './documents.js';

/** Names of the collections of the main database. */
export const COLLECTIONS = {
  commits: 'commits',
  payloads: 'payloads',
  accounts: 'accounts',
  users: 'users',
  tokens: 'tokens',
  sessions: 'sessions',
  oneTimeLinks: 'oneTimeLinks',
  secondFactors: 'secondFactors',
  numbers: 'numbers',
  apiKeys: 'apiKeys',
  apiKeyUse: 'apiKeyUse',
  conversations: 'conversations',
  messages: 'messages',
  statuses: 'statuses',
  ...SENDING,
  ...CALLING,
  ...WEBHOOKS,
  chatwootJobs: CHATWOOT_JOBS.name,
  audit: 'audit',
  relayed: 'relayed',
  sweeps: 'sweeps',
  sweepFailures: 'sweepFailures',
  recordCounts: 'recordCounts',
  incidents: 'incidents',
  forgetting: 'forgetting',
  holds: 'holds',
  receipts: 'receipts',
  ...ERASING,
  media: 'media',
  instances: 'instances',
  migrations: 'migrations',
} as const;

/** Names of the collections of the key database. */
export const KEY_COLLECTIONS = {
  keys: 'keys',
  subjects: 'subjects',
  ledger: 'ledger',
  ...ERASED,
  holds: 'holds',
} as const;

/**
 * Every index names the account first: no query and no delete crosses a tenant (invariant 8), and the same keys
 * serve as shard keys later. Reads are written as equality, then sort, then range. A partial index whose condition is
 * an equality begins with that: SecantusDB finds it so, and answers wrongly where it comes later (docs/database.md).
 */
const MAIN: readonly CollectionSpec[] = [
  {
    name: COLLECTIONS.commits,
    indexes: [
      { name: 'stream', keys: { account: 1, stream: 1, version: 1 }, unique: true },
      // Not unique: that is what `stream` is, for a key is a stream's, and a unique index would have to begin with the
      // shard key (sharding.ts).
      {
        name: 'idempotencyKey',
        keys: { keyed: 1, account: 1, idempotencyKey: 1 },
        partial: { keyed: true },
      },
    ],
  },
  // No TTL index: an expiry written at arrival would outlive a policy that was loosened since (decisions/0003).
  { name: COLLECTIONS.payloads, indexes: [] },
  { name: COLLECTIONS.accounts, indexes: [] },
  {
    name: COLLECTIONS.users,
    indexes: [
      {
        name: 'email',
        keys: { emailIndex: 1 },
        unique: true,
        // A removed user has none: whoever leaves can be invited anew, here or elsewhere.
        partial: { emailIndex: { $exists: true } },
      },
      { name: 'account', keys: { account: 1, createdAt: 1 } },
    ],
  },
  {
    name: COLLECTIONS.tokens,
    indexes: [
      { name: 'hash', keys: { hash: 1 }, unique: true },
      { name: 'account', keys: { account: 1, user: 1 } },
    ],
  },
  {
    name: COLLECTIONS.sessions,
    indexes: [
      { name: 'hash', keys: { hash: 1 }, unique: true },
      { name: 'user', keys: { account: 1, user: 1 } },
      EXPIRY,
    ],
  },
  { name: COLLECTIONS.oneTimeLinks, indexes: [EXPIRY] },
  {
    name: COLLECTIONS.secondFactors,
    indexes: [{ name: 'user', keys: { account: 1, user: 1 } }, EXPIRY],
  },
  {
    name: COLLECTIONS.numbers,
    indexes: [
      { name: 'account', keys: { account: 1, createdAt: 1 } },
      {
        name: 'provider',
        keys: { account: 1, phoneNumberId: 1 },
        unique: true,
        partial: { phoneNumberId: { $exists: true } },
      },
    ],
  },
  {
    name: COLLECTIONS.apiKeys,
    indexes: [
      { name: 'hash', keys: { hash: 1 }, unique: true },
      { name: 'account', keys: { account: 1, createdAt: 1 } },
    ],
  },
  { name: COLLECTIONS.apiKeyUse, indexes: [] },
  {
    name: COLLECTIONS.conversations,
    indexes: [
      { name: 'recent', keys: { account: 1, number: 1, 'last.at': -1 } },
      // Contacts of groups: the sweep finds those who have not written since a cutoff.
      { name: 'seen', keys: { account: 1, number: 1, seenAt: 1 } },
    ],
  },
  {
    name: COLLECTIONS.messages,
    indexes: [
      { name: 'conversation', keys: { account: 1, conversation: 1, at: -1, _id: -1 } },
      { name: 'number', keys: { account: 1, number: 1, at: -1, _id: -1 } },
      {
        name: 'unread',
        keys: { unread: 1, account: 1, number: 1, conversation: 1, at: -1 },
        partial: { unread: true },
      },
      {
        name: 'author',
        keys: { group: 1, account: 1, subject: 1, at: -1 },
        partial: { group: true },
      },
      // What was sent by us is known to the provider by another id than ours.
      {
        name: 'externalKey',
        keys: { direction: 1, account: 1, externalKey: 1 },
        partial: { direction: 'OUTBOUND' },
      },
    ],
  },
  { name: COLLECTIONS.statuses, indexes: [{ name: 'number', keys: { account: 1, number: 1, at: 1 } }] },
  ...SEND_COLLECTIONS,
  ...CALL_COLLECTIONS,
  ...WEBHOOK_COLLECTIONS,
  CHATWOOT_JOBS,
  { name: COLLECTIONS.audit, indexes: [{ name: 'account', keys: { account: 1, at: -1 } }] },
  { name: COLLECTIONS.relayed, indexes: [EXPIRY] },
  {
    name: COLLECTIONS.sweeps,
    indexes: [
      { name: 'account', keys: { account: 1, createdAt: -1 } },
      { name: 'open', keys: { open: 1, account: 1 }, partial: { open: true } },
    ],
  },
  { name: COLLECTIONS.recordCounts, indexes: [EXPIRY] },
  { name: COLLECTIONS.sweepFailures, indexes: [{ name: 'sweep', keys: { account: 1, sweep: 1 } }] },
  {
    name: COLLECTIONS.incidents,
    indexes: [
      { name: 'account', keys: { account: 1, since: -1 } },
      // What administrators are still to be told.
      { name: 'notice', keys: { noticeAt: 1 }, partial: { noticeAt: { $exists: true } } },
    ],
  },
  { name: COLLECTIONS.forgetting, indexes: [] },
  ...ERASING_COLLECTIONS,
  {
    name: COLLECTIONS.receipts,
    indexes: [
      { name: 'chain', keys: { account: 1, sequence: 1 }, unique: true },
      { name: 'of', keys: { account: 1, of: 1 } },
    ],
  },
  {
    name: COLLECTIONS.holds,
    indexes: [
      { name: 'account', keys: { account: 1, createdAt: -1, _id: -1 } },
      { name: 'active', keys: { active: 1, account: 1, number: 1 }, partial: { active: true } },
    ],
  },
  {
    name: COLLECTIONS.media,
    indexes: [
      { name: 'due', keys: { dueAt: 1 }, sparse: true },
      // What is to be deleted of a number, and what a reconciler walks through.
      { name: 'state', keys: { account: 1, state: 1, number: 1, _id: 1 } },
      { name: 'object', keys: { account: 1, object: 1 } },
      { name: 'externalKey', keys: { account: 1, externalKey: 1 } },
      { name: 'erasure', keys: { account: 1, erasure: 1 }, partial: { erasure: { $exists: true } } },
    ],
  },
  {
    name: COLLECTIONS.instances,
    indexes: [EXPIRY],
  },
  { name: COLLECTIONS.migrations, indexes: [] },
];

/**
 * Every look-up by id names the account as well, and finds an index that does: the shard key later, and on an
 * engine that would otherwise scan.
 */
const BY_ID: IndexSpec = { name: 'accountId', keys: { account: 1, _id: 1 } };

function withIdIndex(specs: readonly CollectionSpec[]): readonly CollectionSpec[] {
  return specs.map((spec) => ({ ...spec, indexes: [...spec.indexes, BY_ID] }));
}

const KEYS: readonly CollectionSpec[] = [
  {
    name: KEY_COLLECTIONS.keys,
    indexes: [
      {
        name: 'active',
        keys: { active: 1, account: 1, scope: 1, day: 1 },
        unique: true,
        partial: { active: true },
      },
    ],
  },
  {
    name: KEY_COLLECTIONS.subjects,
    indexes: [{ name: 'blindIndex', keys: { account: 1, scope: 1, indexes: 1 }, unique: true }],
  },
  { name: KEY_COLLECTIONS.ledger, indexes: [] },
  ...ERASED_COLLECTIONS,
  { name: KEY_COLLECTIONS.holds, indexes: [] },
];

export const MAIN_COLLECTIONS = withIdIndex(MAIN);

/** The key database is backed up apart from the main one (docs/operations.md): what it forgets is unreadable. */
export const KEY_DATABASE_COLLECTIONS = withIdIndex(KEYS);
