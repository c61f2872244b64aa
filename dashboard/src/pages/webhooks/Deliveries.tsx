import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLive } from '../../api/live.js';
import { keyOf, pagesOf } from '../../api/queries.js';
import {
  DeliveriesDocument,
  DeliveryUpdatedDocument,
  type DeliveriesQuery,
  type WebhookFactsFragment,
} from '../../generated/operations.js';
import { Badge, type Tone } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { SelectField } from '../../ui/Field.js';
import { Section } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { Table, type Column } from '../../ui/Table.js';
import { Time } from '../../ui/Time.js';
import { useT, type Translate } from '../../words/words.js';
import { DeliveryDialog } from './DeliveryDialog.js';

export type Delivery = DeliveriesQuery['webhookDeliveries']['edges'][number]['node'];
type State = Delivery['state'];

const STATES = ['ALL', 'PENDING', 'SUCCEEDED', 'FAILED', 'LOST', 'SKIPPED'] as const;
const TONES: Readonly<Record<State, Tone | 'plain'>> = {
  PENDING: 'info',
  SUCCEEDED: 'good',
  FAILED: 'bad',
  LOST: 'bad',
  SKIPPED: 'plain',
};

/** Deliveries to an endpoint, newest first, followed live. */
export function Deliveries({ webhook }: { readonly webhook: WebhookFactsFragment }) {
  const t = useT();
  const queries = useQueryClient();
  const [shown, setShown] = useState<(typeof STATES)[number]>('ALL');
  const [open, setOpen] = useState<string | null>(null);
  const filter = { webhookId: webhook.id, state: shown === 'ALL' ? null : shown };
  const options = pagesOf(DeliveriesDocument, filter, ({ webhookDeliveries }) => webhookDeliveries.pageInfo);
  const deliveries = useInfiniteQuery(options);
  const refresh = (): void => void queries.invalidateQueries({ queryKey: [keyOf(DeliveriesDocument)] });
  useLive(
    DeliveryUpdatedDocument,
    { numberIds: [webhook.number.id] },
    {
      onNext: ({ deliveryUpdated }) => {
        if (deliveryUpdated.webhookId === webhook.id) refresh();
      },
      onReconnected: refresh,
    },
  );
  const rows = deliveries.data?.pages.flatMap((page) => page.webhookDeliveries.edges.map(({ node }) => node));
  const opened = rows?.find(({ id }) => id === open);
  const choice = (
    <SelectField
      label={t('webhooks.show')}
      value={shown}
      choices={STATES.map((value) => ({ value, label: t(`webhooks.show.${value}`) }))}
      onChoose={setShown}
    />
  );
  return (
    <Section title={t('webhooks.deliveries')} lead={t('webhooks.deliveriesLead')} actions={choice}>
      <Pages
        query={deliveries}
        rowsOf={(answer) => answer.webhookDeliveries.edges.map(({ node }) => node)}
        empty={<EmptyState title={t('webhooks.noDeliveries')} />}
      >
        {(all) => (
          <Table
            caption={t('webhooks.deliveries')}
            columns={columnsOf(t, setOpen)}
            rows={all}
            keyOf={({ id }) => id}
          />
        )}
      </Pages>
      {opened && <DeliveryDialog delivery={opened} onClose={() => setOpen(null)} />}
    </Section>
  );
}

export function DeliveryState({ state }: { readonly state: State }) {
  const t = useT();
  return <Badge tone={TONES[state]}>{t(`webhooks.show.${state}`)}</Badge>;
}

function columnsOf(t: Translate, open: (id: string) => void): readonly Column<Delivery>[] {
  return [
    { key: 'event', head: t('webhooks.event'), cell: ({ event }) => <code>{event}</code>, isWide: true },
    { key: 'at', head: t('webhooks.happened'), cell: ({ eventAt }) => <Time at={eventAt} /> },
    { key: 'state', head: t('sweeps.state'), cell: ({ state }) => <DeliveryState state={state} /> },
    { key: 'tries', head: t('webhooks.tries'), cell: ({ attemptCount }) => attemptCount, isNumeric: true },
    {
      key: 'next',
      head: t('webhooks.nextTry'),
      cell: ({ nextAttemptAt }) => (nextAttemptAt === null ? null : <Time at={nextAttemptAt} as="ago" />),
    },
    {
      key: 'open',
      head: t('common.actions'),
      cell: ({ id, event }) => (
        <Button small onClick={() => open(id)} aria-label={`${t('webhooks.details')}: ${event}`}>
          {t('webhooks.details')}
        </Button>
      ),
    },
  ];
}
