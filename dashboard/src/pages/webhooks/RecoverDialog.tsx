import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { RecoverDeliveriesDocument, type WebhookFactsFragment } from '../../generated/operations.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useToast } from '../../ui/Toast.js';
import { useT } from '../../words/words.js';

/** Sends again all that an endpoint has not taken since an instant, in the reader's zone. */
export function RecoverDialog({
  webhook,
  onClose,
}: {
  readonly webhook: WebhookFactsFragment;
  readonly onClose: () => void;
}) {
  const t = useT();
  const say = useToast();
  const [since, setSince] = useState(() => localMinute(webhook.failingSince));
  const recover = useChange(RecoverDeliveriesDocument, () => {
    say(t('webhooks.recovering'));
    onClose();
  });
  return (
    <FormDialog
      title={t('webhooks.recover')}
      submit={t('webhooks.recover')}
      change={recover}
      fields={['since']}
      onClose={onClose}
      onSubmit={() => recover.mutate({ webhookId: webhook.id, since: new Date(since).toISOString() })}
    >
      <TextField
        label={t('webhooks.since')}
        hint={t('webhooks.recoverHint')}
        type="datetime-local"
        required
        value={since}
        error={errorOf(recover.error, 'since')}
        onChange={({ target }) => setSince(target.value)}
      />
    </FormDialog>
  );
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** As `<input type="datetime-local">` has it: `2026-01-31T09:05`. @param at null: a day ago */
function localMinute(at: string | null): string {
  const date = at === null ? new Date(Date.now() - DAY_MS) : new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
