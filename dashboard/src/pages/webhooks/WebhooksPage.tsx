import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Webhook as WebhookIcon } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { WebhooksDocument, type WebhookFactsFragment } from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';
import { ALL_EVENTS } from './events.js';
import { WebhookDialog } from './WebhookDialog.js';
import { WebhookState } from './WebhookState.js';

export function WebhooksPage() {
  return (
    <AdminOnly>
      <WebhookList />
    </AdminOnly>
  );
}

const webhooksQuery = pagesOf(WebhooksDocument, {}, ({ webhooks }) => webhooks.pageInfo);

function WebhookList() {
  const t = useT();
  const [isAdding, setAdding] = useState(false);
  const webhooks = useInfiniteQuery(webhooksQuery);
  const add = (
    <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('webhooks.add')}
    </Button>
  );
  return (
    <Page title={t('webhooks.title')} lead={t('webhooks.lead')} actions={add} isWide>
      <Pages
        query={webhooks}
        rowsOf={(answer) => answer.webhooks.edges.map(({ node }) => node)}
        empty={
          <EmptyState icon={<WebhookIcon size={28} aria-hidden />} title={t('webhooks.empty')}>
            {t('webhooks.emptyText')}
          </EmptyState>
        }
      >
        {(rows) => (
          <Table caption={t('webhooks.title')} columns={columnsOf(t)} rows={rows} keyOf={({ id }) => id} />
        )}
      </Pages>
      {isAdding && <WebhookDialog webhook={null} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function columnsOf(t: Translate): readonly Column<WebhookFactsFragment>[] {
  return [
    {
      key: 'name',
      head: t('common.name'),
      isWide: true,
      cell: ({ id, name, url }) => (
        <>
          <Link to="/webhooks/$webhookId" params={{ webhookId: id }}>
            <strong>{name}</strong>
          </Link>
          <br />
          <code className="muted breakable">{url}</code>
        </>
      ),
    },
    { key: 'number', head: t('shell.number'), cell: ({ number }) => number.name },
    { key: 'events', head: t('webhooks.events'), cell: ({ events }) => eventsText(events, t) },
    { key: 'state', head: t('sweeps.state'), cell: (webhook) => <WebhookState webhook={webhook} /> },
    {
      key: 'last',
      head: t('webhooks.lastTried'),
      cell: ({ lastTriggeredAt }) =>
        lastTriggeredAt === null ? t('common.never') : <Time at={lastTriggeredAt} as="ago" />,
    },
  ];
}

/** How many events, in words. */
export function eventsText(events: readonly string[], t: Translate): string {
  if (events.includes(ALL_EVENTS)) return t('webhooks.allEvents');
  return t('webhooks.eventCount', { count: events.length });
}
