import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { CreateApiKeyDocument } from '../../generated/operations.js';
import { numbersQuery, useSelectedNumber } from '../../shell/numbers.js';
import { SelectField, TextField } from '../../ui/Field.js';
import { wholeNumber } from '../../ui/figures.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { SecretDialog } from '../../ui/SecretDialog.js';
import { useT } from '../../words/words.js';
import { RetentionInput } from './RetentionInput.js';

const WHOLE_ACCOUNT = '';

/** Makes a key, bound to a number unless told otherwise, and shows it the one time. */
export function CreateKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const { data: numbers = [] } = useQuery(numbersQuery);
  const selected = useSelectedNumber();
  const [name, setName] = useState('');
  const [number, setNumber] = useState(selected?.id ?? WHOLE_ACCOUNT);
  const [days, setDays] = useState('30');
  const create = useChange(CreateApiKeyDocument);
  const secret = create.data?.secret ?? null;
  if (secret !== null)
    return <SecretDialog title={t('keys.made')} secret={secret} note={t('keys.once')} onClose={onClose} />;
  return (
    <FormDialog
      title={t('keys.create')}
      submit={t('common.create')}
      change={create}
      fields={['name', 'retentionDays']}
      onClose={onClose}
      onSubmit={() =>
        create.mutate({
          name,
          // What is no whole number is the gateway's to explain.
          retentionDays: wholeNumber(days) ?? -1,
          ...(number !== WHOLE_ACCOUNT && { numberId: number }),
        })
      }
    >
      <TextField
        label={t('common.name')}
        hint={t('keys.nameHint')}
        required
        maxLength={100}
        value={name}
        error={errorOf(create.error, 'name')}
        onChange={({ target }) => setName(target.value)}
      />
      <SelectField
        label={t('keys.scope')}
        hint={t('keys.scopeHint')}
        value={number}
        choices={[
          ...numbers.map(({ id, name: label, phoneNumber }) => ({
            value: id,
            label: `${label} · ${phoneNumber}`,
          })),
          { value: WHOLE_ACCOUNT, label: t('keys.account') },
        ]}
        onChoose={setNumber}
      />
      <RetentionInput value={days} error={errorOf(create.error, 'retentionDays')} onChange={setDays} />
    </FormDialog>
  );
}
