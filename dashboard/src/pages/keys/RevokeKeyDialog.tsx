import { useChange } from '../../api/queries.js';
import { RevokeApiKeyDocument } from '../../generated/operations.js';
import { ConfirmDialog } from '../../ui/ConfirmDialog.js';
import { Time } from '../../ui/Time.js';
import { useT } from '../../words/words.js';
import type { ApiKey } from './ApiKeysPage.js';

export function RevokeKeyDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}) {
  const t = useT();
  const revoke = useChange(RevokeApiKeyDocument, onClose);
  return (
    <ConfirmDialog
      title={t('keys.revokeTitle', { name: apiKey.name })}
      yes={t('keys.revoke')}
      change={revoke}
      onClose={onClose}
      onYes={() => revoke.mutate({ apiKeyId: apiKey.id })}
    >
      <ul className="dots">
        <li>{t('keys.revoke.now')}</li>
        <li>{t('keys.revoke.log')}</li>
        <li>{t('keys.revoke.final')}</li>
      </ul>
      {apiKey.lastUsedAt !== null && (
        <p className="muted">
          {t('keys.lastUsed')}: <Time at={apiKey.lastUsedAt} as="ago" />
        </p>
      )}
    </ConfirmDialog>
  );
}
