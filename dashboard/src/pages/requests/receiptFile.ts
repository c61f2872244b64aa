import { allNodes } from '../../api/allNodes.js';
import { execute } from '../../api/execute.js';
import { ReceiptKeyDocument, ReceiptsDocument } from '../../generated/operations.js';

/**
 * The account's receipts from the first on, oldest first, in the form that `lethe receipts verify` reads.
 * @param upTo the last one's sequence; absent: all
 * @throws ApiError
 */
export async function receiptFile(upTo = Infinity): Promise<string> {
  const { receiptKey, receiptKeyId, account } = await execute(ReceiptKeyDocument, {});
  const all = await allNodes(
    async (after) => (await execute(ReceiptsDocument, { after })).receipts,
    Infinity,
  );
  const receipts = all
    .filter(({ sequence }) => sequence <= upTo)
    .sort((left, right) => left.sequence - right.sequence)
    .map(({ body, hash, signature }) => ({ body, hash, signature }));
  const file = { account: account.id, keyId: receiptKeyId, publicKey: receiptKey, receipts };
  return `${JSON.stringify(file, null, 2)}\n`;
}
