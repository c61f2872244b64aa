import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { MINUTE_MS } from '../lib/clock.js';
import { groupBy } from '../lib/collections.js';
import { inBatches } from './batches.js';
import { eraseAnswers } from './erase/eraseAnswers.js';
import { recordItems, type ErasedPayload } from './erasedItems.js';

const BATCH = 1_000;
/** Longer than an endpoint may take to answer, and its answer to be written down. */
const ANSWERS_COME_MS = 2 * MINUTE_MS;

/**
 * Carries over into the key database what was noted of single payloads, and erases what webhook endpoints answered when
 * they were told of them: it may echo what was edited or taken back. A note stays until no such answer can come any more.
 * Doing it twice changes nothing.
 */
export async function carryErasedOver(core: Core, account?: string): Promise<void> {
  const filter = account === undefined ? {} : { account };
  const rows = core.documents.stream<ErasedPayload>(COLLECTIONS.erasedPayloads, filter);
  const over = new Date(core.clock().getTime() - ANSWERS_COME_MS);
  for await (const batch of inBatches(rows, BATCH)) {
    await recordItems(
      core,
      'PAYLOAD',
      batch.map(({ _id: item, account: owner, key }) => ({ item, account: owner, key })),
    );
    for (const row of batch) await eraseEchoes(core, row);
    const done = batch.filter(({ of }) => !of || of.changedAt <= over);
    for (const [owner, own] of groupBy(done, (row) => row.account)) {
      const _id = { $in: own.map((row) => row._id) };
      await core.documents.deleteMany(COLLECTIONS.erasedPayloads, { account: owner, _id });
    }
  }
}

async function eraseEchoes(core: Core, { account, of }: ErasedPayload): Promise<void> {
  if (!of) return;
  const { number, stream, version, at } = of;
  const told = { number, streams: [stream], from: at, version };
  await eraseAnswers({ core, account, tally: { count: () => Promise.resolve() } }, told);
}
