import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, FileArchive } from 'lucide-react';
import { useState } from 'react';
import { ownPath } from '../../api/ownPath.js';
import { pagesOf, useChange } from '../../api/queries.js';
import {
  ExportListDocument,
  RevokeExportDocument,
  type ExportListQuery,
} from '../../generated/operations.js';
import { numbersQuery, type NumberChoice } from '../../shell/numbers.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { CopyButton } from '../../ui/CopyButton.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { countText } from '../../ui/figures.js';
import { Section } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { clockTime } from '../../ui/times.js';
import { useWords } from '../../words/words.js';
import { ExportDialog } from './ExportDialog.js';
import { useRequestWords, type RequestTranslate } from './requestWords.js';

type Export = ExportListQuery['exports']['edges'][number]['node'];

const exportsQuery = pagesOf(ExportListDocument, {}, ({ exports }) => exports.pageInfo);
/** A download's progress is told by nobody; it is asked for. */
const REFRESH_MS = 3_000;

/** /requests/exports: what was taken out, and the links by which it may be. */
export function ExportsTab() {
  const r = useRequestWords();
  const { locale } = useWords();
  const { data: numbers = [] } = useQuery(numbersQuery);
  const [isAsking, setAsking] = useState(false);
  const [ending, setEnding] = useState<Export | null>(null);
  const exports = useInfiniteQuery({ ...exportsQuery, refetchInterval: REFRESH_MS });
  const revoke = useChange(RevokeExportDocument, () => setEnding(null));
  const ask = (
    <Button look="primary" icon={<FileArchive size={16} aria-hidden />} onClick={() => setAsking(true)}>
      {r('exports.create')}
    </Button>
  );
  return (
    <Section title={r('requests.tab.exports')} lead={r('exports.lead')} actions={ask}>
      <Pages
        query={exports}
        rowsOf={({ exports: { edges } }) => edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<FileArchive size={28} aria-hidden />} title={r('exports.empty')}>
            {r('exports.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table
            caption={r('requests.tab.exports')}
            columns={columnsOf(r, locale, numbers, setEnding)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      {isAsking && <ExportDialog onClose={() => setAsking(false)} />}
      {ending && (
        <ConfirmDialog
          title={r('exports.revokeTitle')}
          yes={r('exports.revoke')}
          change={revoke}
          onClose={() => setEnding(null)}
          onYes={() => revoke.mutate({ exportId: ending.id })}
        >
          <p>{r('exports.revokeText')}</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

const TONES: Readonly<Record<Export['state'], Tone | 'plain'>> = {
  READY: 'info',
  RUNNING: 'info',
  COMPLETED: 'good',
  FAILED: 'bad',
  EXPIRED: 'plain',
  REVOKED: 'plain',
};

function columnsOf(
  r: RequestTranslate,
  locale: string,
  numbers: readonly NumberChoice[],
  onRevoke: (one: Export) => void,
): readonly Column<Export>[] {
  return [
    { key: 'asked', head: r('exports.asked'), cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      key: 'scope',
      head: r('exports.scope'),
      cell: (one) => (
        <>
          <Scope of={one} numbers={numbers} r={r} />
          <div className="muted">{periodText(one, r, locale)}</div>
        </>
      ),
      isWide: true,
    },
    {
      key: 'state',
      head: r('exports.state'),
      cell: ({ state, progress }) => (
        <span className="line">
          <Badge tone={TONES[state]}>{r(`exportState.${state}`)}</Badge>
          {state === 'RUNNING' && <progress value={progress} aria-label={r('exports.progress')} />}
        </span>
      ),
    },
    {
      key: 'downloads',
      head: r('exports.downloads'),
      cell: ({ downloads }) => countText(downloads, locale),
      isNumeric: true,
    },
    { key: 'until', head: r('exports.linkUntil'), cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    {
      key: 'link',
      head: r('exports.download'),
      cell: (one) =>
        one.url !== null && (
          <span className="row-actions">
            <a className="button button-plain button-small" href={ownPath(one.url)} download>
              <Download size={15} aria-hidden />
              {r('exports.download')}
            </a>
            <CopyButton text={one.url} />
            <Button small look="danger" onClick={() => onRevoke(one)}>
              {r('exports.revoke')}
            </Button>
          </span>
        ),
    },
  ];
}

function Scope({
  of: { numberId, contactId },
  numbers,
  r,
}: {
  readonly of: Export;
  readonly numbers: readonly NumberChoice[];
  readonly r: RequestTranslate;
}) {
  if (contactId !== null)
    return (
      <Link to="/requests/people/$contactId" params={{ contactId }}>
        {r('exports.scope.person')}
      </Link>
    );
  if (numberId === null) return r('exports.scope.account');
  return numbers.find(({ id }) => id === numberId)?.name ?? r('exports.scope.number');
}

function periodText({ startDate, endDate }: Export, r: RequestTranslate, locale: string): string {
  const parts = [
    ...(startDate === null ? [] : [r('exports.from', { time: clockTime(startDate, 'date', locale) })]),
    ...(endDate === null ? [] : [r('exports.until', { time: clockTime(endDate, 'date', locale) })]),
  ];
  return parts.length === 0 ? r('exports.all') : parts.join(' ');
}
