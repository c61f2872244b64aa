import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/queries.js';
import {
  DeleteWebhookDocument,
  RotateWebhookSecretDocument,
  UpdateWebhookDocument,
  type WebhookFactsFragment,
} from '../../generated/operations.js';
import { Button } from '../../ui/Button.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { SecretDialog } from '../../ui/SecretDialog.js';
import { useT } from '../../words/words.js';
import { ExampleDialog } from './ExampleDialog.js';
import { RecoverDialog } from './RecoverDialog.js';
import { WebhookDialog } from './WebhookDialog.js';

type Open = 'EDIT' | 'EXAMPLE' | 'ROTATE' | 'RECOVER' | 'DELETE';

/** What can be done with a webhook. */
export function WebhookActions({ webhook }: { readonly webhook: WebhookFactsFragment }) {
  const t = useT();
  const [open, setOpen] = useState<Open | null>(null);
  const pause = useChange(UpdateWebhookDocument);
  const close = (): void => setOpen(null);
  return (
    <>
      <Button onClick={() => setOpen('EXAMPLE')}>{t('webhooks.example')}</Button>
      <Button
        busy={pause.isPending}
        onClick={() => pause.mutate({ webhookId: webhook.id, isActive: !webhook.isActive })}
      >
        {webhook.isActive ? t('webhooks.pause') : t('webhooks.resume')}
      </Button>
      <Button onClick={() => setOpen('EDIT')}>{t('common.edit')}</Button>
      <Button onClick={() => setOpen('ROTATE')}>{t('webhooks.rotate')}</Button>
      <Button onClick={() => setOpen('RECOVER')}>{t('webhooks.recover')}</Button>
      <Button look="danger" onClick={() => setOpen('DELETE')}>
        {t('common.remove')}
      </Button>
      {open === 'EDIT' && <WebhookDialog webhook={webhook} onClose={close} />}
      {open === 'EXAMPLE' && <ExampleDialog webhook={webhook} onClose={close} />}
      {open === 'ROTATE' && <RotateDialog webhook={webhook} onClose={close} />}
      {open === 'RECOVER' && <RecoverDialog webhook={webhook} onClose={close} />}
      {open === 'DELETE' && <DeleteDialog webhook={webhook} onClose={close} />}
    </>
  );
}

interface DialogProps {
  readonly webhook: WebhookFactsFragment;
  readonly onClose: () => void;
}

function RotateDialog({ webhook, onClose }: DialogProps) {
  const t = useT();
  const rotate = useChange(RotateWebhookSecretDocument);
  const secret = rotate.data?.secret ?? null;
  if (secret !== null)
    return (
      <SecretDialog
        title={t('webhooks.secret')}
        secret={secret}
        note={t('webhooks.secretOnce')}
        onClose={onClose}
      />
    );
  return (
    <ConfirmDialog
      title={t('webhooks.rotate')}
      yes={t('webhooks.rotate')}
      change={rotate}
      onClose={onClose}
      onYes={() => rotate.mutate({ webhookId: webhook.id })}
    >
      <p>{t('webhooks.rotateText')}</p>
    </ConfirmDialog>
  );
}

function DeleteDialog({ webhook, onClose }: DialogProps) {
  const t = useT();
  const navigate = useNavigate();
  const remove = useChange(DeleteWebhookDocument, () => void navigate({ to: '/webhooks' }));
  return (
    <ConfirmDialog
      title={t('webhooks.removeTitle', { name: webhook.name })}
      yes={t('common.remove')}
      change={remove}
      onClose={onClose}
      onYes={() => remove.mutate({ webhookId: webhook.id })}
    >
      <p>{t('webhooks.removeText')}</p>
    </ConfirmDialog>
  );
}
