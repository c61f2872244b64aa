import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { DisableSecondFactorDocument } from '../../generated/operations.js';
import { CodeField } from '../../session/CodeField.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useT } from '../../words/words.js';
import { useSettingsWords } from './settingsWords.js';

/** Turns the second factor off, by the password and a code. */
export function TurnOffDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const s = useSettingsWords();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const turnOff = useChange(DisableSecondFactorDocument, onClose);
  return (
    <FormDialog
      title={s('factor.turnOff')}
      submit={s('factor.turnOff')}
      change={turnOff}
      fields={['password', 'code']}
      onClose={onClose}
      onSubmit={() => turnOff.mutate({ password, code })}
    >
      <p>{s('factor.turnOffText')}</p>
      <TextField
        label={t('session.password')}
        type="password"
        autoComplete="current-password"
        required
        autoFocus
        value={password}
        error={errorOf(turnOff.error, 'password')}
        onChange={({ target }) => setPassword(target.value)}
      />
      <CodeField value={code} error={errorOf(turnOff.error, 'code')} onEnter={setCode} />
    </FormDialog>
  );
}
