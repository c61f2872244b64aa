import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { queryOf } from '../../api/queries.js';
import { WebhookByIdDocument, type WebhookFactsFragment } from '../../generated/operations.js';
import { AdminOnly } from '../../session/AdminOnly.js';
import { NotFound } from '../../shell/Trouble.js';
import { Banner } from '../../ui/Banner.js';
import { Facts } from '../../ui/Facts.js';
import { Loaded } from '../../ui/Loaded.js';
import { Page, Section } from '../../ui/Page.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { ALL_EVENTS } from './events.js';
import { Deliveries } from './Deliveries.js';
import { WebhookActions } from './WebhookActions.js';
import { WebhookState } from './WebhookState.js';

export function WebhookPage() {
  const { webhookId } = useParams({ from: '/shell/webhooks/$webhookId' });
  return (
    <AdminOnly>
      <Loader id={webhookId} />
    </AdminOnly>
  );
}

function Loader({ id }: { readonly id: string }) {
  const query = useQuery(queryOf(WebhookByIdDocument, { id }));
  return (
    <Loaded query={query}>
      {({ node }) => (node?.__typename === 'Webhook' ? <Details webhook={node} /> : <NotFound />)}
    </Loaded>
  );
}

function Details({ webhook }: { readonly webhook: WebhookFactsFragment }) {
  const t = useT();
  const { url, number, events, ordered, failingSince, disabledReason } = webhook;
  const back = (
    <Link to="/webhooks" className="back">
      <ArrowLeft size={15} aria-hidden /> {t('webhooks.title')}
    </Link>
  );
  return (
    <Page title={webhook.name} lead={back} actions={<WebhookActions webhook={webhook} />} isWide>
      {disabledReason !== null && (
        <Banner tone="bad" title={t(`webhooks.disabled.${disabledReason}`)}>
          {t(`webhooks.disabledText.${disabledReason}`)}
        </Banner>
      )}
      <Section title={t('webhooks.endpoint')} actions={<WebhookState webhook={webhook} />}>
        <Facts
          facts={[
            [
              t('webhooks.url'),
              <code key="url" className="breakable">
                {url}
              </code>,
            ],
            [
              t('shell.number'),
              <Link key="number" to="/numbers/$numberId" params={{ numberId: number.id }}>
                {number.name}
              </Link>,
            ],
            [
              t('webhooks.events'),
              events.includes(ALL_EVENTS) ? (
                t('webhooks.allEvents')
              ) : (
                <code key="events">{events.join(', ')}</code>
              ),
            ],
            [t('webhooks.order'), ordered ? t('webhooks.ordered') : t('webhooks.unordered')],
            [t('webhooks.failingSince'), failingSince && <Time key="failing" at={failingSince} />],
          ]}
        />
      </Section>
      <Deliveries webhook={webhook} />
    </Page>
  );
}
