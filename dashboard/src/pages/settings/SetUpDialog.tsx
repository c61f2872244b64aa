import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { ConfirmSecondFactorDocument, EnrolSecondFactorDocument } from '../../generated/operations.js';
import { CodeField } from '../../session/CodeField.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { QrCode } from '../../ui/QrCode.js';
import { SecretDialog } from '../../ui/SecretDialog.js';
import { useT } from '../../words/words.js';
import { useSettingsWords } from './settingsWords.js';

/** Sets the second factor up: the password, the picture and its first code, the recovery codes. */
export function SetUpDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const s = useSettingsWords();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const enrol = useChange(EnrolSecondFactorDocument);
  const confirm = useChange(ConfirmSecondFactorDocument);
  const { seed = null, uri = null } = enrol.data ?? {};
  const codes = confirm.data?.recoveryCodes ?? null;
  if (codes !== null)
    return (
      <SecretDialog
        title={s('factor.codes')}
        secret={codes.join('\n')}
        note={s('factor.codesOnce')}
        onClose={onClose}
      />
    );
  if (seed === null || uri === null)
    return (
      <FormDialog
        title={s('factor.setUp')}
        submit={s('factor.next')}
        change={enrol}
        fields={['password']}
        onClose={onClose}
        onSubmit={() => enrol.mutate({ password })}
      >
        <TextField
          label={t('session.password')}
          hint={s('factor.passwordHint')}
          type="password"
          autoComplete="current-password"
          required
          autoFocus
          value={password}
          error={errorOf(enrol.error, 'password')}
          onChange={({ target }) => setPassword(target.value)}
        />
      </FormDialog>
    );
  return (
    <FormDialog
      title={s('factor.scan')}
      submit={s('factor.turnOn')}
      change={confirm}
      fields={['code']}
      onClose={onClose}
      onSubmit={() => confirm.mutate({ code })}
    >
      <p>{s('factor.scanText')}</p>
      <QrCode text={uri} label={s('factor.picture')} />
      <p>
        {s('factor.byHand')} <code className="factor-seed">{seed}</code>
      </p>
      <CodeField value={code} error={errorOf(confirm.error, 'code')} onEnter={setCode} isDigitsOnly />
    </FormDialog>
  );
}
