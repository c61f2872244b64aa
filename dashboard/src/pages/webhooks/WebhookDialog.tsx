import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import {
  CreateWebhookDocument,
  UpdateWebhookDocument,
  type WebhookFactsFragment,
} from '../../generated/operations.js';
import { numbersQuery, useSelectedNumber } from '../../shell/numbers.js';
import { CheckField, SelectField, TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { SecretDialog } from '../../ui/SecretDialog.js';
import { useT } from '../../words/words.js';
import { ALL_EVENTS } from './events.js';
import { EventChoice } from './EventChoice.js';

/** Makes a webhook, or changes one; the secret of a new one is shown the one time. @param webhook null: a new one */
export function WebhookDialog({
  webhook,
  onClose,
}: {
  readonly webhook: WebhookFactsFragment | null;
  readonly onClose: () => void;
}) {
  const t = useT();
  const { data: numbers = [] } = useQuery(numbersQuery);
  const selected = useSelectedNumber();
  const [numberId, setNumber] = useState(selected?.id ?? '');
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<readonly string[]>(webhook?.events ?? [ALL_EVENTS]);
  const [ordered, setOrdered] = useState(webhook?.ordered ?? false);
  const create = useChange(CreateWebhookDocument);
  const update = useChange(UpdateWebhookDocument, onClose);
  const change = webhook ? update : create;
  const secret = create.data?.secret ?? null;
  if (secret !== null)
    return (
      <SecretDialog
        title={t('webhooks.secret')}
        secret={secret}
        note={t('webhooks.secretOnce')}
        onClose={onClose}
      />
    );
  const settings = { name, url, events: [...events], ordered };
  return (
    <FormDialog
      title={webhook ? t('webhooks.edit') : t('webhooks.add')}
      submit={webhook ? t('common.save') : t('common.create')}
      change={change}
      fields={['name', 'url', 'events']}
      onClose={onClose}
      onSubmit={() => {
        if (webhook) update.mutate({ webhookId: webhook.id, ...settings });
        else create.mutate({ numberId, ...settings });
      }}
    >
      {!webhook && (
        <SelectField
          label={t('shell.number')}
          hint={t('webhooks.numberHint')}
          value={numberId}
          choices={numbers.map((one) => ({ value: one.id, label: `${one.name} · ${one.phoneNumber}` }))}
          onChoose={setNumber}
        />
      )}
      <TextField
        label={t('common.name')}
        required
        maxLength={100}
        value={name}
        error={errorOf(change.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label={t('webhooks.url')}
        hint={t('webhooks.urlHint')}
        type="url"
        required
        value={url}
        error={errorOf(change.error, 'url')}
        onChange={({ target }) => setUrl(target.value)}
      />
      <EventChoice events={events} error={errorOf(change.error, 'events')} onChange={setEvents} />
      <CheckField
        label={t('webhooks.ordered')}
        hint={t('webhooks.orderedHint')}
        checked={ordered}
        onChange={({ target }) => setOrdered(target.checked)}
      />
    </FormDialog>
  );
}
