import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { ApiKeysDocument, type ApiKeysQuery } from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Badge } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';
import { CreateKeyDialog } from './CreateKeyDialog.js';
import { KeyRetentionDialog } from './KeyRetentionDialog.js';
import { RevokeKeyDialog } from './RevokeKeyDialog.js';

export type ApiKey = ApiKeysQuery['apiKeys']['edges'][number]['node'];

export function ApiKeysPage() {
  return (
    <AdminOnly>
      <KeyList />
    </AdminOnly>
  );
}

type Open = { readonly kind: 'CREATE' } | { readonly kind: 'RETENTION' | 'REVOKE'; readonly apiKey: ApiKey };
const keysQuery = pagesOf(ApiKeysDocument, {}, ({ apiKeys }) => apiKeys.pageInfo);

function KeyList() {
  const t = useT();
  const [open, setOpen] = useState<Open | null>(null);
  const keys = useInfiniteQuery(keysQuery);
  const close = (): void => setOpen(null);
  const create = (
    <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen({ kind: 'CREATE' })}>
      {t('keys.create')}
    </Button>
  );
  return (
    <Page title={t('keys.title')} lead={t('keys.lead')} actions={create} isWide>
      <Pages
        query={keys}
        rowsOf={({ apiKeys }) => apiKeys.edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<KeyRound size={28} aria-hidden />} title={t('keys.empty')}>
            {t('keys.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table
            caption={t('keys.title')}
            columns={columnsOf(t, setOpen)}
            rows={rows}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      {open?.kind === 'CREATE' && <CreateKeyDialog onClose={close} />}
      {open?.kind === 'RETENTION' && <KeyRetentionDialog apiKey={open.apiKey} onClose={close} />}
      {open?.kind === 'REVOKE' && <RevokeKeyDialog apiKey={open.apiKey} onClose={close} />}
    </Page>
  );
}

function columnsOf(t: Translate, open: (what: Open) => void): readonly Column<ApiKey>[] {
  return [
    {
      key: 'name',
      head: t('common.name'),
      isWide: true,
      cell: ({ name, prefix, last4 }) => (
        <>
          <strong>{name}</strong>
          <br />
          <code className="muted">
            {prefix}…{last4}
          </code>
        </>
      ),
    },
    { key: 'number', head: t('keys.scope'), cell: ({ number }) => number?.name ?? t('keys.account') },
    {
      key: 'retention',
      head: t('keys.retention'),
      cell: ({ retentionDays }) =>
        retentionDays === 0 ? (
          <Badge tone="warn">{t('keys.zero')}</Badge>
        ) : (
          t('common.days', { count: retentionDays })
        ),
    },
    {
      key: 'used',
      head: t('keys.lastUsed'),
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('common.never') : <Time at={lastUsedAt} as="ago" />),
    },
    { key: 'created', head: t('keys.created'), cell: ({ createdAt }) => <Time at={createdAt} as="date" /> },
    {
      key: 'actions',
      head: t('common.actions'),
      cell: (apiKey) =>
        apiKey.revokedAt === null ? (
          <span className="row-actions">
            <Button small onClick={() => open({ kind: 'RETENTION', apiKey })}>
              {t('keys.changeRetention')}
            </Button>
            <Button small look="danger" onClick={() => open({ kind: 'REVOKE', apiKey })}>
              {t('keys.revoke')}
            </Button>
          </span>
        ) : (
          <Badge tone="bad">{t('keys.revoked')}</Badge>
        ),
    },
  ];
}
