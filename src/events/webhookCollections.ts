import type { CollectionSpec } from './documents.js';

/** Names of the collections that webhooks keep. */
export const WEBHOOKS = {
  webhooks: 'webhooks',
  webhookHealth: 'webhookHealth',
  relays: 'relays',
  deliveries: 'deliveries',
} as const;

export const WEBHOOK_COLLECTIONS: readonly CollectionSpec[] = [
  {
    name: WEBHOOKS.webhooks,
    indexes: [
      { name: 'number', keys: { account: 1, number: 1, createdAt: 1 } },
      { name: 'account', keys: { account: 1, createdAt: 1 } },
    ],
  },
  { name: WEBHOOKS.webhookHealth, indexes: [] },
  // In the order of ids; each process sees to what it wrote itself.
  { name: WEBHOOKS.relays, indexes: [{ name: 'origin', keys: { origin: 1, _id: 1 } }] },
  {
    name: WEBHOOKS.deliveries,
    indexes: [
      { name: 'number', keys: { account: 1, number: 1, at: 1 } },
      { name: 'account', keys: { account: 1, createdAt: -1, _id: -1 } },
      { name: 'webhook', keys: { account: 1, webhook: 1, createdAt: -1, _id: -1 } },
      { name: 'tried', keys: { account: 1, webhook: 1, lastTriedAt: -1 } },
      // What is still to be sent: all that is due, that of one endpoint, and the order of a conversation.
      { name: 'due', keys: { dueAt: 1 }, sparse: true },
      { name: 'lane', keys: { state: 1, account: 1, webhook: 1, dueAt: 1 }, partial: { state: 'PENDING' } },
      {
        name: 'order',
        keys: { state: 1, account: 1, webhook: 1, conversation: 1, order: 1 },
        partial: { state: 'PENDING' },
      },
      {
        name: 'responses',
        keys: { hasResponse: 1, account: 1, number: 1, at: 1 },
        partial: { hasResponse: true },
      },
      // What no target has taken, and its sender may have given up on.
      { name: 'lost', keys: { lostAt: 1 }, sparse: true },
    ],
  },
];
