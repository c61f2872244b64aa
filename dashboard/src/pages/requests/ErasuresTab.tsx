import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { UserX } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { ErasuresDocument, type ErasureFactsFragment } from '../../generated/operations.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Section } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { EraseByPhoneDialog } from './EraseByPhoneDialog.js';
import { ErasureDialog } from './ErasureDialog.js';
import { useRequestWords, type RequestTranslate } from './requestWords.js';

const erasuresQuery = pagesOf(ErasuresDocument, {}, ({ erasures }) => erasures.pageInfo);
const REFRESH_MS = 10_000;

/** /requests/erasures: who is being forgotten, and how far that is. */
export function ErasuresTab() {
  const r = useRequestWords();
  const navigate = useNavigate();
  const { erasure } = useParams({ strict: false });
  const [isAsking, setAsking] = useState(false);
  const erasures = useInfiniteQuery({ ...erasuresQuery, refetchInterval: REFRESH_MS });
  const show = (id: string | undefined): void => {
    setAsking(false);
    void navigate({ to: '/requests/erasures/{-$erasure}', params: { erasure: id } });
  };
  const ask = (
    <Button look="danger" icon={<UserX size={16} aria-hidden />} onClick={() => setAsking(true)}>
      {r('erasures.byPhone')}
    </Button>
  );
  return (
    <Section title={r('requests.tab.erasures')} lead={r('erasures.lead')} actions={ask}>
      <Pages
        query={erasures}
        rowsOf={({ erasures: { edges } }) => edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<UserX size={28} aria-hidden />} title={r('erasures.empty')}>
            {r('erasures.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table
            caption={r('requests.tab.erasures')}
            columns={columnsOf(r)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      {isAsking && <EraseByPhoneDialog onClose={() => setAsking(false)} onDone={show} />}
      {erasure !== undefined && <ErasureDialog id={erasure} onClose={() => show(undefined)} />}
    </Section>
  );
}

const TONES: Readonly<Record<ErasureFactsFragment['state'], Tone>> = {
  RUNNING: 'info',
  HELD: 'warn',
  COMPLETED: 'good',
};

export function ErasureState({ state }: Pick<ErasureFactsFragment, 'state'>) {
  const r = useRequestWords();
  return <Badge tone={TONES[state]}>{r(`erasureState.${state}`)}</Badge>;
}

function columnsOf(r: RequestTranslate): readonly Column<ErasureFactsFragment>[] {
  return [
    {
      key: 'asked',
      head: r('erasures.asked'),
      cell: ({ id, createdAt }) => (
        <Link to="/requests/erasures/{-$erasure}" params={{ erasure: id }}>
          <Time at={createdAt} />
        </Link>
      ),
    },
    { key: 'state', head: r('erasures.state'), cell: ({ state }) => <ErasureState state={state} /> },
    {
      key: 'done',
      head: r('erasures.done'),
      cell: ({ targets }) => {
        const there = targets.filter(({ state }) => state !== 'NOT_APPLICABLE');
        const done = there.filter(({ state }) => state === 'DONE').length;
        return r('erasures.doneOf', { done, all: there.length });
      },
      isWide: true,
    },
    {
      key: 'finished',
      head: r('erasures.finished'),
      cell: ({ finishedAt }) => finishedAt !== null && <Time at={finishedAt} />,
    },
  ];
}
