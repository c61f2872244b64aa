import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Play, Waves } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { SweepsDocument, type SweepFactsFragment } from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { countText } from '../../ui/figures.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useWords, type Words } from '../../words/words.js';
import { RunSweepDialog } from './RunSweepDialog.js';
import { SweepState, totalsOf } from './sweepTexts.js';

export function SweepsPage() {
  return (
    <AdminOnly>
      <SweepList />
    </AdminOnly>
  );
}

const sweepsQuery = pagesOf(SweepsDocument, {}, ({ sweeps }) => sweeps.pageInfo);
const REFRESH_MS = 10_000;

function SweepList() {
  const words = useWords();
  const { t } = words;
  const [isAsking, setAsking] = useState(false);
  const sweeps = useInfiniteQuery({ ...sweepsQuery, refetchInterval: REFRESH_MS });
  const run = (
    <Button look="primary" icon={<Play size={16} aria-hidden />} onClick={() => setAsking(true)}>
      {t('sweeps.run')}
    </Button>
  );
  return (
    <Page title={t('sweeps.title')} lead={t('sweeps.lead')} actions={run} isWide>
      <Pages
        query={sweeps}
        rowsOf={({ sweeps: { edges } }) => edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<Waves size={28} aria-hidden />} title={t('sweeps.empty')}>
            {t('sweeps.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table caption={t('sweeps.title')} columns={columnsOf(words)} rows={rows} keyOf={({ id }) => id} />
        )}
      </Pages>
      {isAsking && <RunSweepDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}

function columnsOf({ t, locale }: Words): readonly Column<SweepFactsFragment>[] {
  return [
    {
      key: 'asOf',
      head: t('sweeps.asOf'),
      cell: ({ id, asOf }) => (
        <Link to="/sweeps/$sweepId" params={{ sweepId: id }}>
          <Time at={asOf} />
        </Link>
      ),
    },
    { key: 'what', head: t('sweeps.what'), cell: (sweep) => kindOf(sweep, t), isWide: true },
    { key: 'trigger', head: t('sweeps.trigger'), cell: ({ trigger }) => t(`sweeps.trigger.${trigger}`) },
    { key: 'state', head: t('sweeps.state'), cell: ({ state }) => <SweepState state={state} /> },
    {
      key: 'deleted',
      head: t('sweeps.col.deleted'),
      cell: (sweep) => countText(totalsOf(sweep).deleted, locale),
      isNumeric: true,
    },
    {
      key: 'redacted',
      head: t('sweeps.col.redacted'),
      cell: (sweep) => countText(totalsOf(sweep).redacted, locale),
      isNumeric: true,
    },
    {
      key: 'failed',
      head: t('sweeps.col.failed'),
      cell: ({ failureCount }) => countText(failureCount, locale),
      isNumeric: true,
    },
  ];
}

/** What a run is about: the account, or a number's PII mode. */
export function kindOf({ kind, number }: SweepFactsFragment, t: Words['t']): string {
  if (kind === 'ACCOUNT') return t('sweeps.kind.ACCOUNT');
  return number ? t('sweeps.kind.numberNamed', { name: number.name }) : t('sweeps.kind.NUMBER');
}
