import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { ReceiptRow } from '../projections/receipts.js';
import { readPage, type Page, type PageInput } from './page.js';
import { getRow } from './rows.js';

/** The account's receipts, newest first. */
export function listReceipts(core: Core, account: string, page: PageInput): Promise<Page<ReceiptRow>> {
  const order = { field: 'createdAt', direction: -1 } as const;
  return readPage<ReceiptRow>(core, COLLECTIONS.receipts, { account }, order, page);
}

/** @throws NOT_FOUND */
export function getReceipt(core: Core, account: string, id: string): Promise<ReceiptRow> {
  return getRow<ReceiptRow>(core, COLLECTIONS.receipts, account, id, 'receipt');
}
