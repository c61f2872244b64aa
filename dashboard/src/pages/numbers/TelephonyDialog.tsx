import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { UpdateNumberDocument } from '../../generated/operations.js';
import { SelectField, TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useT } from '../../words/words.js';
import type { NumberSettings } from './NumberPage.js';

const RECORDINGS = ['LEAVE', 'COPY'] as const;

export function TelephonyDialog({
  number,
  onClose,
}: {
  readonly number: NumberSettings;
  readonly onClose: () => void;
}) {
  const t = useT();
  const { telephony } = number;
  const [accountSid, setAccountSid] = useState(telephony?.accountSid ?? '');
  const [authToken, setAuthToken] = useState('');
  const [recordings, setRecordings] = useState<(typeof RECORDINGS)[number]>(telephony?.recordings ?? 'LEAVE');
  const change = useChange(UpdateNumberDocument, onClose);
  return (
    <FormDialog
      title={t('numbers.telephony')}
      submit={t('common.save')}
      change={change}
      fields={['telephony']}
      onClose={onClose}
      onSubmit={() =>
        change.mutate({
          numberId: number.id,
          telephony: { accountSid, recordings, ...(authToken !== '' && { authToken }) },
        })
      }
    >
      <TextField
        label={t('numbers.accountSid')}
        required
        autoComplete="off"
        value={accountSid}
        error={errorOf(change.error, 'telephony.accountSid')}
        onChange={({ target }) => setAccountSid(target.value)}
      />
      <TextField
        label={t('numbers.authToken')}
        type="password"
        autoComplete="off"
        required={!telephony}
        hint={telephony ? t('numbers.secretStays') : t('numbers.secretOnce')}
        value={authToken}
        error={errorOf(change.error, 'telephony.authToken')}
        onChange={({ target }) => setAuthToken(target.value)}
      />
      <SelectField
        label={t('numbers.recordings')}
        hint={t('numbers.recordingsHint')}
        value={recordings}
        choices={RECORDINGS.map((one) => ({ value: one, label: t(`numbers.recordings.${one}`) }))}
        onChoose={setRecordings}
      />
    </FormDialog>
  );
}
