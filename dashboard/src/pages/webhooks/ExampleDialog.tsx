import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { SendExampleEventDocument, type WebhookFactsFragment } from '../../generated/operations.js';
import { SelectField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useToast } from '../../ui/Toast.js';
import { useT } from '../../words/words.js';
import { EVENTS } from './events.js';

const [FIRST = ''] = EVENTS;

/** Sends a made-up event, so that a receiver can be tried. */
export function ExampleDialog({
  webhook,
  onClose,
}: {
  readonly webhook: WebhookFactsFragment;
  readonly onClose: () => void;
}) {
  const t = useT();
  const say = useToast();
  const [event, setEvent] = useState(FIRST);
  const send = useChange(SendExampleEventDocument, () => {
    say(t('webhooks.exampleSent'));
    onClose();
  });
  return (
    <FormDialog
      title={t('webhooks.example')}
      submit={t('webhooks.send')}
      change={send}
      fields={['event']}
      onClose={onClose}
      onSubmit={() => send.mutate({ webhookId: webhook.id, event })}
    >
      <SelectField
        label={t('webhooks.event')}
        hint={t('webhooks.exampleHint')}
        value={event}
        error={errorOf(send.error, 'event')}
        choices={EVENTS.map((one) => ({ value: one, label: one }))}
        onChoose={setEvent}
      />
    </FormDialog>
  );
}
