import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { pagesOf } from '../../api/queries.js';
import { AuditLogDocument, type AuditLogQuery } from '../../generated/operations.js';
import { actorText } from '../../session/actorText.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';
import { actionText, changesOf } from './auditTexts.js';

type Entry = AuditLogQuery['auditLog']['edges'][number]['node'];

export function AuditPage() {
  return (
    <AdminOnly>
      <AuditList />
    </AdminOnly>
  );
}

const auditQuery = pagesOf(AuditLogDocument, {}, ({ auditLog }) => auditLog.pageInfo);

function AuditList() {
  const t = useT();
  const log = useInfiniteQuery(auditQuery);
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} isWide>
      <Pages
        query={log}
        rowsOf={({ auditLog }) => auditLog.edges.map(({ node }) => node)}
        empty={<EmptyState icon={<ScrollText size={28} aria-hidden />} title={t('audit.empty')} />}
      >
        {(rows) => (
          <Table caption={t('audit.title')} columns={columnsOf(t)} rows={rows} keyOf={({ id }) => id} />
        )}
      </Pages>
    </Page>
  );
}

function columnsOf(t: Translate): readonly Column<Entry>[] {
  return [
    { key: 'at', head: t('audit.at'), cell: ({ at }) => <Time at={at} /> },
    { key: 'by', head: t('audit.by'), cell: ({ by }) => actorText(by, t) },
    {
      key: 'action',
      head: t('audit.action'),
      cell: ({ action, target }) => (
        <>
          <strong>{actionText(action)}</strong>
          <br />
          <code className="muted" title={target}>
            {shortTarget(target)}
          </code>
        </>
      ),
    },
    { key: 'change', head: t('audit.change'), cell: (entry) => <Changes entry={entry} />, isWide: true },
  ];
}

/** `number:0197…` → `number …a1b2c3`: enough to tell two apart; the whole is on hover. */
function shortTarget(target: string): string {
  const [what = '', id = ''] = target.split(':');
  return `${what} …${id.slice(-6)}`;
}

function Changes({ entry }: { readonly entry: Entry }) {
  const t = useT();
  const changes = changesOf(entry.from, entry.to);
  return (
    <ul className="changes">
      {changes.map(({ name, from, to }) => (
        <li key={name}>
          {name !== '' && <span className="muted">{name}</span>}
          {from !== null && (
            <>
              <del>{from}</del>
              <span aria-hidden> → </span>
              <span className="unseen"> {t('audit.became')} </span>
            </>
          )}
          <ins>{to ?? t('common.none')}</ins>
        </li>
      ))}
    </ul>
  );
}
