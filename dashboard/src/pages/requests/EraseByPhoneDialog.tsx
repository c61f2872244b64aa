import { useState } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { EraseContactDocument } from '../../generated/operations.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { EraseConsequences } from './EraseConsequences.js';
import { useRequestWords } from './requestWords.js';

/** Erases whoever has a phone number, known here or not. @param onDone is given the erasure's id */
export function EraseByPhoneDialog({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: (erasureId: string) => void;
}) {
  const r = useRequestWords();
  const [phoneNumber, setPhoneNumber] = useState('');
  const erase = useChange(EraseContactDocument, ({ erasure }) => {
    if (erasure) onDone(erasure.id);
  });
  return (
    <FormDialog
      title={r('erasures.byPhone')}
      submit={r('erasures.erase')}
      submitLook="danger"
      change={erase}
      fields={['phoneNumber']}
      onClose={onClose}
      onSubmit={() => erase.mutate({ phoneNumber: phoneNumber.replace(/[\s()-]/g, '') })}
    >
      <TextField
        label={r('erasures.phone')}
        hint={r('erasures.phoneHint')}
        type="tel"
        autoComplete="off"
        required
        value={phoneNumber}
        error={errorOf(erase.error, 'phoneNumber')}
        onChange={({ target }) => setPhoneNumber(target.value)}
      />
      <EraseConsequences />
    </FormDialog>
  );
}
