import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { ReceiptKeyDocument } from '../../generated/operations.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { Loaded } from '../../ui/Loaded.js';
import { Section } from '../../ui/Page.js';
import { useRequestWords } from './requestWords.js';

/** The key that receipts are verified with, and how. */
export function ReceiptKey() {
  const r = useRequestWords();
  const query = useQuery(queryOf(ReceiptKeyDocument, {}));
  return (
    <Section title={r('receipts.key')} lead={r('receipts.keyLead')}>
      <Loaded query={query}>
        {({ receiptKey }) => (
          <div className="secret">
            <code className="lines">{receiptKey.trim()}</code>
            <CopyButton text={receiptKey} />
          </div>
        )}
      </Loaded>
      <p className="muted">
        {r('receipts.verify')} <code>lethe receipts verify receipts.json --key key.pem</code>
      </p>
    </Section>
  );
}
