import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft, CircleStop } from 'lucide-react';
import { otherError } from '../../api/errors.js';
import { useLive } from '../../api/live.js';
import { queryOf, useChange } from '../../api/queries.js';
import {
  CancelSweepDocument,
  SweepByIdDocument,
  SweepProgressedDocument,
  type SweepDetailsFragment,
} from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { NotFound } from '../../shell/Trouble.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Facts } from '../../ui/Facts.js';
import { Loaded } from '../../ui/Loaded.js';
import { Page, Section } from '../../ui/Page.js';
import { Table } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { ReceiptLine } from '../requests/ReceiptLine.js';
import { Phases } from './Phases.js';
import { kindOf } from './SweepsPage.js';
import { isOpen, SweepState, totalsOf } from './sweepTexts.js';

export function SweepPage() {
  const { sweepId } = useParams({ from: '/shell/sweeps/$sweepId' });
  return (
    <AdminOnly>
      <Loader id={sweepId} />
    </AdminOnly>
  );
}

/** The run now, and as it goes on: each change comes by subscription. */
function Loader({ id }: { readonly id: string }) {
  const queries = useQueryClient();
  const options = queryOf(SweepByIdDocument, { id });
  const query = useQuery(options);
  const sweep = query.data?.sweep ?? null;
  useLive(SweepProgressedDocument, sweep && isOpen(sweep) ? { sweepId: id } : null, {
    onNext: ({ sweepProgressed }) => {
      queries.setQueryData(options.queryKey, { sweep: sweepProgressed });
      // The end changes what other pages show, and the failures are complete only then.
      if (!isOpen(sweepProgressed)) void queries.invalidateQueries();
    },
    onReconnected: () => void query.refetch(),
  });
  return <Loaded query={query}>{() => (sweep ? <Details sweep={sweep} /> : <NotFound />)}</Loaded>;
}

function Details({ sweep }: { readonly sweep: SweepDetailsFragment }) {
  const t = useT();
  const cancel = useChange(CancelSweepDocument);
  const error = otherError(cancel.error);
  const stop = isOpen(sweep) && (
    <Button
      look="danger"
      icon={<CircleStop size={16} aria-hidden />}
      busy={cancel.isPending}
      onClick={() => cancel.mutate({ sweepId: sweep.id })}
    >
      {t('sweeps.cancel')}
    </Button>
  );
  return (
    <Page title={kindOf(sweep, t)} lead={<BackToSweeps />} actions={stop} isWide>
      {error !== null && <Banner tone="bad">{error}</Banner>}
      {sweep.state === 'FAILED' && (
        <Banner tone="bad" title={t('sweeps.failedTitle')}>
          {sweep.reason}
        </Banner>
      )}
      {sweep.state === 'CANCELED' && <Banner tone="warn">{t('sweeps.canceledText')}</Banner>}
      <Section title={t('sweeps.run.title')} actions={<SweepState state={sweep.state} />}>
        <Facts
          facts={[
            [t('sweeps.asOf'), <Time key="asOf" at={sweep.asOf} />],
            [t('sweeps.trigger'), t(`sweeps.trigger.${sweep.trigger}`)],
            [t('sweeps.started'), sweep.startedAt && <Time key="started" at={sweep.startedAt} />],
            [t('sweeps.finished'), sweep.finishedAt && <Time key="finished" at={sweep.finishedAt} />],
            [t('sweeps.col.deleted'), t('sweeps.deleted', { count: totalsOf(sweep).deleted })],
          ]}
        />
        <Phases phases={sweep.phases} isRunning={sweep.state === 'RUNNING'} />
      </Section>
      {sweep.receipt && <ReceiptLine receipt={sweep.receipt} />}
      <Failures sweep={sweep} />
    </Page>
  );
}

function BackToSweeps() {
  const t = useT();
  return (
    <Link to="/sweeps" className="back">
      <ArrowLeft size={15} aria-hidden /> {t('sweeps.title')}
    </Link>
  );
}

function Failures({ sweep: { failures, failureCount } }: { readonly sweep: SweepDetailsFragment }) {
  const t = useT();
  if (failureCount === 0) return null;
  return (
    <Section title={t('sweeps.failures', { count: failureCount })} lead={t('sweeps.failuresLead')}>
      {failures.length > 0 && (
        <Table
          caption={t('sweeps.failures', { count: failureCount })}
          rows={failures}
          keyOf={({ phase, recordId }) => `${phase}/${recordId}`}
          columns={[
            { key: 'phase', head: t('sweeps.phase'), cell: ({ phase }) => t(`phase.${phase}`) },
            { key: 'record', head: t('sweeps.record'), cell: ({ recordId }) => <code>{recordId}</code> },
            { key: 'reason', head: t('sweeps.reason'), cell: ({ reason }) => reason, isWide: true },
            { key: 'since', head: t('sweeps.since'), cell: ({ since }) => <Time at={since} as="ago" /> },
          ]}
        />
      )}
    </Section>
  );
}
