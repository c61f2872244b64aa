import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { postAuth } from '../../api/auth.js';
import { errorOf } from '../../api/errors.js';
import { CodeField } from '../../session/CodeField.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useToast } from '../../ui/Toast.js';
import { useSettingsWords } from './settingsWords.js';

/** Sets another password by the present one, and by a code where a second factor is in use. */
export function ChangePasswordDialog({
  hasSecondFactor,
  onClose,
}: {
  readonly hasSecondFactor: boolean;
  readonly onClose: () => void;
}) {
  const s = useSettingsWords();
  const say = useToast();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const [code, setCode] = useState('');
  const change = useMutation({
    mutationFn: () =>
      postAuth('/auth/change-password', { password, newPassword, ...(hasSecondFactor && { code }) }),
    onSuccess: () => {
      say(s('password.changed'));
      onClose();
    },
  });
  return (
    <FormDialog
      title={s('password.change')}
      submit={s('password.change')}
      change={change}
      fields={['password', 'newPassword', 'code']}
      onClose={onClose}
      onSubmit={() => change.mutate()}
    >
      <TextField
        label={s('password.present')}
        type="password"
        autoComplete="current-password"
        required
        autoFocus
        value={password}
        error={errorOf(change.error, 'password')}
        onChange={({ target }) => setPassword(target.value)}
      />
      <TextField
        label={s('password.new')}
        hint={s('password.newHint')}
        type="password"
        autoComplete="new-password"
        required
        value={newPassword}
        error={errorOf(change.error, 'newPassword')}
        onChange={({ target }) => setNewPassword(target.value)}
      />
      {hasSecondFactor && <CodeField value={code} error={errorOf(change.error, 'code')} onEnter={setCode} />}
    </FormDialog>
  );
}
