import type { ReceiptFactsFragment } from '../../generated/operations.js';
import { Time } from '../../ui/Time.js';
import { DownloadReceipts } from './DownloadReceipts.js';
import { useRequestWords } from './requestWords.js';

/** The proof that one sweep or erasure left, and the chain that proves it. */
export function ReceiptLine({
  receipt: { sequence, hash, createdAt },
}: {
  readonly receipt: Pick<ReceiptFactsFragment, 'sequence' | 'hash' | 'createdAt'>;
}) {
  const r = useRequestWords();
  return (
    <div className="receipt">
      <div>
        <strong>{r('receipts.one', { sequence })}</strong> <Time at={createdAt} />
        <br />
        <code className="breakable">{hash}</code>
      </div>
      <DownloadReceipts small label={r('receipts.downloadTo')} upTo={sequence} />
    </div>
  );
}
