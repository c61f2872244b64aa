import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileCheck } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { ReceiptsDocument, type ReceiptFactsFragment } from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { countText } from '../../ui/figures.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useWords } from '../../words/words.js';
import { DownloadReceipts } from './DownloadReceipts.js';
import { erasedIn } from './erasedIn.js';
import { ReceiptDialog } from './ReceiptDialog.js';
import { ReceiptKey } from './ReceiptKey.js';
import { useRequestWords, type RequestTranslate } from './requestWords.js';

/** /receipts: the proofs of what was forgotten. */
export function ReceiptsPage() {
  return (
    <AdminOnly>
      <ReceiptList />
    </AdminOnly>
  );
}

const receiptsQuery = pagesOf(ReceiptsDocument, {}, ({ receipts }) => receipts.pageInfo);

function ReceiptList() {
  const r = useRequestWords();
  const { locale } = useWords();
  const [shown, setShown] = useState<ReceiptFactsFragment | null>(null);
  const receipts = useInfiniteQuery(receiptsQuery);
  return (
    <Page
      title={r('receipts.title')}
      lead={r('receipts.lead')}
      actions={<DownloadReceipts label={r('receipts.download')} />}
      isWide
    >
      <Pages
        query={receipts}
        rowsOf={({ receipts: { edges } }) => edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<FileCheck size={28} aria-hidden />} title={r('receipts.empty')}>
            {r('receipts.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table
            caption={r('receipts.title')}
            columns={columnsOf(r, locale, setShown)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      <ReceiptKey />
      {shown && <ReceiptDialog receipt={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}

function columnsOf(
  r: RequestTranslate,
  locale: string,
  show: (receipt: ReceiptFactsFragment) => void,
): readonly Column<ReceiptFactsFragment>[] {
  return [
    { key: 'sequence', head: r('receipts.sequence'), cell: ({ sequence }) => sequence, isNumeric: true },
    { key: 'at', head: r('receipts.at'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'what',
      head: r('receipts.what'),
      cell: ({ kind, of }) =>
        kind === 'SWEEP' ? (
          <Link to="/sweeps/$sweepId" params={{ sweepId: of }}>
            {r('receipts.kind.SWEEP')}
          </Link>
        ) : (
          <Link to="/requests/erasures/{-$erasure}" params={{ erasure: of }}>
            {r('receipts.kind.ERASURE')}
          </Link>
        ),
    },
    {
      key: 'erased',
      head: r('receipts.erased'),
      cell: ({ body }) => countText(erasedIn(body), locale),
      isNumeric: true,
    },
    {
      key: 'hash',
      head: r('receipts.hash'),
      cell: ({ hash }) => <code title={hash}>{hash.slice(0, 16)}…</code>,
      isWide: true,
    },
    {
      key: 'show',
      head: r('receipts.signed'),
      cell: (receipt) => (
        <Button small look="quiet" onClick={() => show(receipt)}>
          {r('receipts.show')}
        </Button>
      ),
    },
  ];
}
