import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { UpdateApiKeyRetentionDocument } from '../../generated/operations.js';
import { PreviewTable } from '../../retention/PreviewTable.js';
import { usePreview } from '../../retention/usePreview.js';
import { wholeNumber } from '../../ui/figures.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { Loaded } from '../../ui/Loaded.js';
import { useT } from '../../words/words.js';
import type { ApiKey } from './ApiKeysPage.js';
import { RetentionInput } from './RetentionInput.js';

/** Changes how long a key's send log keeps PII; a shorter time shows first what it blanks. */
export function KeyRetentionDialog({
  apiKey,
  onClose,
}: {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}) {
  const t = useT();
  const [text, setText] = useState(String(apiKey.retentionDays));
  const change = useChange(UpdateApiKeyRetentionDocument, onClose);
  const days = wholeNumber(text);
  const isShorter = days !== null && days < apiKey.retentionDays;
  const preview = usePreview(isShorter ? { apiKeyId: apiKey.id, retentionDays: days } : null);
  return (
    <FormDialog
      title={t('keys.retentionOf', { name: apiKey.name })}
      submit={isShorter ? t('keys.shorten') : t('common.save')}
      change={change}
      fields={['retentionDays']}
      onClose={onClose}
      onSubmit={() => change.mutate({ apiKeyId: apiKey.id, retentionDays: days ?? -1 })}
    >
      <RetentionInput value={text} error={errorOf(change.error, 'retentionDays')} onChange={setText} />
      {isShorter && <Loaded query={preview}>{(facts) => <PreviewTable preview={facts} />}</Loaded>}
    </FormDialog>
  );
}
