import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { InviteUserDocument, type Role } from '../../generated/operations.js';
import { useViewer } from '../../session/viewer.js';
import { SelectField, TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { SecretDialog } from '../../ui/SecretDialog.js';
import { useT } from '../../words/words.js';
import { rolesUpTo } from './roles.js';

/** Invites somebody; the link is shown to hand over, as a mail may not arrive. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const viewer = useViewer();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('AGENT');
  const invite = useChange(InviteUserDocument);
  const { invitationUrl = null, isMailed = false } = invite.data ?? {};
  if (invitationUrl !== null) {
    const note = isMailed === true ? t('people.mailed') : t('people.notMailed');
    return <SecretDialog title={t('people.invited')} secret={invitationUrl} note={note} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={t('people.invite')}
      submit={t('people.invite')}
      change={invite}
      fields={['email', 'role']}
      onClose={onClose}
      onSubmit={() => invite.mutate({ email, role })}
    >
      <TextField
        label={t('session.email')}
        type="email"
        required
        value={email}
        error={errorOf(invite.error, 'email')}
        onChange={({ target }) => setEmail(target.value)}
      />
      <SelectField
        label={t('people.role')}
        hint={t(`people.role.${role}`)}
        value={role}
        error={errorOf(invite.error, 'role')}
        choices={rolesUpTo(viewer.role).map((value) => ({ value, label: t(`role.${value}`) }))}
        onChoose={setRole}
      />
    </FormDialog>
  );
}
