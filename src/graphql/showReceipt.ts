import type { Receipt } from '../../schema/types/receipt.type.js';
import type { ReceiptRow } from '../projections/receipts.js';

export function showReceipt({
  _id: id,
  of,
  sequence,
  createdAt,
  body,
  hash,
  signature,
}: ReceiptRow): Receipt {
  return { id, kind: body.kind, of, sequence, createdAt, body, hash, signature };
}
