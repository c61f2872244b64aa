import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { CreateNumberDocument } from '../../generated/operations.js';
import { CheckField, TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useT } from '../../words/words.js';
import { EMPTY_WHATSAPP, WhatsappFields } from './WhatsappFields.js';

export function CreateNumberDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [phoneNumber, setPhoneNumber] = useState('');
  const [isConnected, setConnected] = useState(true);
  const [whatsapp, setWhatsapp] = useState(EMPTY_WHATSAPP);
  const create = useChange(CreateNumberDocument, ({ number }) => {
    if (number) void navigate({ to: '/numbers/$numberId', params: { numberId: number.id } });
  });
  const { businessAccountId, ...needed } = whatsapp;
  return (
    <FormDialog
      title={t('numbers.add')}
      submit={t('numbers.add')}
      change={create}
      fields={['name', 'phoneNumber', 'whatsapp']}
      onClose={onClose}
      onSubmit={() =>
        create.mutate({
          name,
          phoneNumber: phoneNumber.replace(/[\s()-]/g, ''),
          ...(isConnected && {
            whatsapp: { ...needed, ...(businessAccountId !== '' && { businessAccountId }) },
          }),
        })
      }
    >
      <TextField
        label={t('common.name')}
        hint={t('numbers.nameHint')}
        required
        maxLength={100}
        value={name}
        error={errorOf(create.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label={t('numbers.phone')}
        hint={t('numbers.phoneHint')}
        type="tel"
        required
        value={phoneNumber}
        error={errorOf(create.error, 'phoneNumber')}
        onChange={({ target }) => setPhoneNumber(target.value)}
      />
      <CheckField
        label={t('numbers.connectWhatsapp')}
        checked={isConnected}
        onChange={({ target }) => setConnected(target.checked)}
      />
      {isConnected && (
        <WhatsappFields form={whatsapp} isThere={false} error={create.error} onChange={setWhatsapp} />
      )}
    </FormDialog>
  );
}
