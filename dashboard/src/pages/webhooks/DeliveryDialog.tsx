import { useQuery } from '@tanstack/react-query';
import { otherError } from '../../api/errors.js';
import { queryOf, useChange } from '../../api/queries.js';
import { DeliveryContentDocument, ResendDeliveryDocument } from '../../generated/operations.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Facts } from '../../ui/Facts.js';
import { Loaded } from '../../ui/Loaded.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import { DeliveryState, type Delivery } from './Deliveries.js';

/** One delivery: its tries, what was posted and answered while that may be shown, and sending it again. */
export function DeliveryDialog({
  delivery,
  onClose,
}: {
  readonly delivery: Delivery;
  readonly onClose: () => void;
}) {
  const t = useT();
  const content = useQuery({ ...queryOf(DeliveryContentDocument, { id: delivery.id }), gcTime: 0 });
  const resend = useChange(ResendDeliveryDocument);
  const error = otherError(resend.error);
  return (
    <Dialog
      title={delivery.event}
      onClose={onClose}
      actions={
        <Button
          look="primary"
          busy={resend.isPending}
          onClick={() => resend.mutate({ deliveryId: delivery.id })}
        >
          {t('webhooks.resend')}
        </Button>
      }
    >
      {error !== null && <Banner tone="bad">{error}</Banner>}
      {resend.isSuccess && <Banner tone="good">{t('webhooks.resent')}</Banner>}
      <Facts
        facts={[
          [t('sweeps.state'), <DeliveryState key="state" state={delivery.state} />],
          ['webhook-id', <code key="id">{delivery.id}</code>],
          [t('webhooks.happened'), <Time key="at" at={delivery.eventAt} />],
          [t('sweeps.reason'), delivery.reason && t(`webhooks.skipped.${delivery.reason}`)],
        ]}
      />
      <Loaded query={content}>
        {({ node }) => {
          const { payload = null, responses = [] } = node?.__typename === 'WebhookDelivery' ? node : {};
          return (
            <>
              <h3>{t('webhooks.tries')}</h3>
              <ol className="attempts">
                {delivery.attempts.map((attempt, index) => (
                  <li key={attempt.at}>
                    <span className="line">
                      <Time at={attempt.at} />
                      <strong>
                        {attempt.statusCode ?? t(`webhooks.error.${attempt.error ?? 'INVALID_ANSWER'}`)}
                      </strong>
                      <span className="muted">{t('webhooks.ms', { ms: attempt.durationMs })}</span>
                    </span>
                    {responses[index] && <Code label={t('webhooks.answer')} text={responses[index]} />}
                  </li>
                ))}
              </ol>
              <h3>{t('webhooks.payload')}</h3>
              {payload ? (
                <Code label={t('webhooks.payload')} text={pretty(payload)} />
              ) : (
                <p className="muted">{t('webhooks.gone')}</p>
              )}
            </>
          );
        }}
      </Loaded>
    </Dialog>
  );
}

/** Text that scrolls by itself: reached by keyboard, and named. */
function Code({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <pre className="code" role="region" aria-label={label} tabIndex={0}>
      {text}
    </pre>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
