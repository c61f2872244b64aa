import type { ReceiptFactsFragment } from '../../generated/operations.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Time } from '../../ui/Time.js';
import { DownloadReceipts } from './DownloadReceipts.js';
import { useRequestWords } from './requestWords.js';

/** A receipt as it is signed. */
export function ReceiptDialog({
  receipt: { sequence, createdAt, body, hash, signature },
  onClose,
}: {
  readonly receipt: ReceiptFactsFragment;
  readonly onClose: () => void;
}) {
  const r = useRequestWords();
  return (
    <Dialog
      title={r('receipts.one', { sequence })}
      onClose={onClose}
      actions={<DownloadReceipts label={r('receipts.downloadTo')} upTo={sequence} />}
    >
      <Facts
        facts={[
          [r('receipts.at'), <Time key="at" at={createdAt} />],
          [r('receipts.hash'), <Text key="hash" text={hash} />],
          [r('receipts.signature'), <Text key="signature" text={signature} />],
        ]}
      />
      <pre className="code" role="region" aria-label={r('receipts.signed')} tabIndex={0}>
        {JSON.stringify(body, null, 2)}
      </pre>
    </Dialog>
  );
}

function Text({ text }: { readonly text: string }) {
  return <code className="breakable">{text}</code>;
}
