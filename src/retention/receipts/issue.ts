import { SYSTEM } from '../../domain/events.js';
import { receiptsStream, type ReceiptFacts, type ReceiptIssued } from '../../domain/receipt/receipt.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Append } from '../../events/eventStore.js';
import type { ReceiptRow } from '../../projections/receipts.js';
import { createReceiptSigner } from './signing.js';

/**
 * The append that issues a receipt: it goes into the transaction in which what it is of becomes finished, so that neither
 * is without the other. Two that come at once conflict (VersionConflict): make this one anew. The same sweep or erasure
 * never gets a second one.
 */
export async function receiptAppend(core: Core, account: string, facts: ReceiptFacts): Promise<Append> {
  const last = await lastReceipt(core, account);
  const signer = createReceiptSigner(core);
  const data = signer.sign({
    ...facts,
    version: 1,
    account,
    sequence: (last?.sequence ?? 0) + 1,
    previous: last?.hash ?? null,
    at: core.clock().toISOString(),
    keyId: signer.keyId,
  });
  const issued: ReceiptIssued = { type: 'ReceiptIssued', data };
  return {
    account,
    stream: receiptsStream(account),
    expectedVersion: last?.sequence ?? 0,
    events: [issued],
    by: SYSTEM,
    idempotencyKey: `receipt/${facts.id}`,
  };
}

export function lastReceipt({ documents }: Core, account: string): Promise<ReceiptRow | null> {
  return documents.findOne<ReceiptRow>(COLLECTIONS.receipts, { account }, { sort: { sequence: -1 } });
}

/** The receipt of a sweep or an erasure; null until it is finished. */
export function receiptOf({ documents }: Core, account: string, of: string): Promise<ReceiptRow | null> {
  return documents.findOne<ReceiptRow>(COLLECTIONS.receipts, { account, of });
}
