import { COLLECTIONS, KEY_COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import type { Payload } from '../events/vault.js';
import type { Write } from '../events/writes.js';
import { groupBy } from '../lib/collections.js';
import { doomMedia } from '../projections/mediaRow.js';
import { inBatches } from './batches.js';

/**
 * What was erased one by one while the key of its day lives on: content that was edited or taken back, entries of
 * somebody who was erased. A restored backup would bring it back readable; so the key database knows their random ids,
 * until that key is destroyed (docs/decisions/0014-single-records-in-the-ledger.md).
 */
export interface ErasedItem extends Doc {
  readonly account: string;
  readonly kind: 'PAYLOAD' | 'SEND';
  /** The payload's id, or the send's. */
  readonly item: string;
  /** The data key that sealed it. */
  readonly key: string;
}

/** In the main database: written with the erasure itself, and carried over right after it (carryErasedOver.ts). */
export interface ErasedPayload extends Doc {
  readonly account: string;
  readonly key: string;
  /** Whose content it was; absent in rows of older versions. */
  readonly of?: ErasedContent;
}

/** The message that was edited or taken back. */
export interface ErasedContent {
  readonly number: string;
  readonly stream: string;
  /** Up to this version of the stream endpoints were told of what is erased. */
  readonly version: number;
  /** The instant of the message, and when it was changed. */
  readonly at: Date;
  readonly changedAt: Date;
}

const BATCH = 1_000;

/** Rows that note the erasure of payloads, for the transaction that erases them. What no day's key sealed needs none. */
export async function notesOfErased(
  { documents }: Core,
  account: string,
  payloads: readonly string[],
  of: ErasedContent,
): Promise<readonly Write[]> {
  if (payloads.length === 0) return [];
  const found = await documents.find<Payload>(
    COLLECTIONS.payloads,
    { account, _id: { $in: payloads } },
    { fields: ['key'] },
  );
  return found.flatMap(({ _id, key }): Write[] => {
    if (key === null) return [];
    const doc: ErasedPayload = { _id, account, key, of };
    return [{ kind: 'insert', collection: COLLECTIONS.erasedPayloads, doc }];
  });
}

/** Notes single records in the key database. */
export async function recordItems(
  { keys }: Core,
  kind: ErasedItem['kind'],
  items: readonly Pick<ErasedItem, 'account' | 'item' | 'key'>[],
): Promise<void> {
  const updates = items.map(({ account, item, key }) => ({
    filter: { _id: `${account}/${kind}/${item}`, account },
    setOnInsert: { kind, item, key },
    upsert: true,
  }));
  if (updates.length > 0) await keys.update(KEY_COLLECTIONS.erasedItems, updates);
}

/** Erases single payloads, and their files, that a restored backup has brought back. Gives how many. */
export async function eraseItemsAgain(core: Core): Promise<number> {
  let erased = 0;
  for await (const batch of itemBatches(core, 'PAYLOAD')) {
    const [{ account } = { account: '' }] = batch;
    const ids = batch.map(({ item }) => item);
    erased += await core.documents.transaction(async (tx) => {
      await doomMedia(tx, account, ids, core.clock());
      return tx.deleteMany(COLLECTIONS.payloads, { account, _id: { $in: ids } });
    });
  }
  return erased;
}

/** What is noted of a kind, in lists of one account each. */
export async function* itemBatches(
  core: Core,
  kind: ErasedItem['kind'],
): AsyncGenerator<readonly ErasedItem[]> {
  const items = core.keys.stream<ErasedItem>(KEY_COLLECTIONS.erasedItems, { kind });
  for await (const batch of inBatches(items, BATCH)) {
    yield* groupBy(batch, ({ account }) => account).values();
  }
}
