import { COLLECTIONS } from './collections.js';

/**
 * By what the collections that grow with messages are sharded (docs/scaling.md). A commit lies by its stream; a row is
 * made of one stream and has its id, so it lies by that. Unique indexes begin with the key, as MongoDB demands: that is
 * what makes appends and ids unique in the whole cluster. All other collections grow with settings or with what is
 * under way, and stay on one shard.
 */
export const SHARD_KEYS: Readonly<Record<string, readonly [first: 'account', second: 'stream' | '_id']>> = {
  [COLLECTIONS.commits]: ['account', 'stream'],
  [COLLECTIONS.payloads]: ['account', '_id'],
  [COLLECTIONS.conversations]: ['account', '_id'],
  [COLLECTIONS.messages]: ['account', '_id'],
  [COLLECTIONS.statuses]: ['account', '_id'],
  [COLLECTIONS.sendLog]: ['account', '_id'],
  [COLLECTIONS.calls]: ['account', '_id'],
  [COLLECTIONS.recordings]: ['account', '_id'],
  [COLLECTIONS.deliveries]: ['account', '_id'],
  [COLLECTIONS.media]: ['account', '_id'],
  [COLLECTIONS.relayed]: ['account', '_id'],
  [COLLECTIONS.idempotency]: ['account', '_id'],
};
