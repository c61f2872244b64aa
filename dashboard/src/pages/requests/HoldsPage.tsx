import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { pagesOf, useChange } from '../../api/queries.js';
import { HoldsDocument, ReleaseHoldDocument, type HoldFactsFragment } from '../../generated/operations.js';
import { actorText } from '../../session/actorText.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Badge } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { CheckField } from '../../ui/Field.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';
import { HoldNumberDialog } from './HoldNumberDialog.js';
import { useRequestWords, type RequestTranslate } from './requestWords.js';

type Hold = HoldFactsFragment;

/** /holds: what sweeps and erasures pass by, and why. */
export function HoldsPage() {
  return (
    <AdminOnly>
      <HoldList />
    </AdminOnly>
  );
}

function holdsQuery(withReleased: boolean) {
  const variables = { active: withReleased ? null : true };
  return pagesOf(HoldsDocument, variables, ({ holds }) => holds.pageInfo);
}

function HoldList() {
  const t = useT();
  const r = useRequestWords();
  const [withReleased, setWithReleased] = useState(false);
  const [isPlacing, setPlacing] = useState(false);
  const [ending, setEnding] = useState<Hold | null>(null);
  const holds = useInfiniteQuery(holdsQuery(withReleased));
  const release = useChange(ReleaseHoldDocument, () => setEnding(null));
  const place = (
    <Button look="primary" icon={<Lock size={16} aria-hidden />} onClick={() => setPlacing(true)}>
      {r('holds.place')}
    </Button>
  );
  return (
    <Page title={r('holds.title')} lead={r('holds.lead')} actions={place} isWide>
      <CheckField
        label={r('holds.released')}
        checked={withReleased}
        onChange={({ target }) => setWithReleased(target.checked)}
      />
      <Pages
        query={holds}
        rowsOf={({ holds: { edges } }) => edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<Lock size={28} aria-hidden />} title={r('holds.empty')}>
            {r('holds.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table
            caption={r('holds.title')}
            columns={columnsOf(t, r, setEnding)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      {isPlacing && <HoldNumberDialog onClose={() => setPlacing(false)} />}
      {ending && (
        <ConfirmDialog
          title={r('holds.releaseTitle')}
          yes={r('holds.release')}
          change={release}
          onClose={() => setEnding(null)}
          onYes={() => release.mutate({ holdId: ending.id })}
        >
          <p>{r('holds.releaseText')}</p>
        </ConfirmDialog>
      )}
    </Page>
  );
}

function columnsOf(
  t: Translate,
  r: RequestTranslate,
  onRelease: (hold: Hold) => void,
): readonly Column<Hold>[] {
  return [
    { key: 'on', head: r('holds.on'), cell: (hold) => <Target hold={hold} r={r} /> },
    {
      key: 'reason',
      head: r('holds.reason'),
      cell: ({ reason }) => reason ?? <span className="muted">{r('holds.reasonGone')}</span>,
      isWide: true,
    },
    {
      key: 'placed',
      head: r('holds.placed'),
      cell: ({ createdAt, by }) => (
        <>
          <Time at={createdAt} />
          <div className="muted">{actorText(by, t)}</div>
        </>
      ),
    },
    {
      key: 'state',
      head: r('holds.state'),
      cell: ({ releasedAt }) =>
        releasedAt === null ? (
          <Badge tone="warn">{r('holds.active')}</Badge>
        ) : (
          <>
            <Badge tone="plain">{r('holds.ended')}</Badge> <Time at={releasedAt} as="date" />
          </>
        ),
    },
    {
      key: 'actions',
      head: t('common.actions'),
      cell: (hold) =>
        hold.releasedAt === null && (
          <Button small look="danger" onClick={() => onRelease(hold)}>
            {r('holds.release')}
          </Button>
        ),
    },
  ];
}

/** What is held; a conversation is told by its link alone, for whoever may read it. */
function Target({
  hold: { kind, targetId, number },
  r,
}: {
  readonly hold: Hold;
  readonly r: RequestTranslate;
}) {
  return (
    <>
      <strong>{r(`holds.kind.${kind}`)}</strong>
      <div className="muted">
        {number?.name ?? r('holds.numberGone')}
        {kind !== 'NUMBER' && number !== null && (
          <>
            {' · '}
            <Link
              to="/chat/{-$conversation}"
              params={{ conversation: targetId }}
              search={{ number: number.id }}
            >
              {r('holds.open')}
            </Link>
          </>
        )}
      </div>
    </>
  );
}
