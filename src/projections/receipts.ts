import { RECEIPTS_STREAM, type ReceiptIssued, type SignedReceipt } from '../domain/receipt/receipt.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Doc } from '../events/documents.js';
import type { Project } from '../events/writes.js';
import { projectStream } from './settings.js';

/** A receipt; `_id` is its commit's. */
export interface ReceiptRow extends Doc, SignedReceipt {
  readonly account: string;
  readonly sequence: number;
  /** The sweep or erasure that it is of. */
  readonly of: string;
  readonly createdAt: Date;
}

/** Commits of `receipts:<account>` → ReceiptRow. */
export const projectReceipts: Project = projectStream<ReceiptIssued>(RECEIPTS_STREAM, ({ data }, commit) => {
  const { _id, account, at: createdAt, version: sequence } = commit;
  const doc: ReceiptRow = { _id, account, sequence, of: data.body.id, createdAt, ...data };
  return { kind: 'insert', collection: COLLECTIONS.receipts, doc };
});
