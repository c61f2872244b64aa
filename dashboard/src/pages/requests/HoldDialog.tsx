import { useState, type ReactNode } from 'react';
import { errorOf } from '../../api/errors.js';
import { useChange } from '../../api/queries.js';
import { PlaceHoldDocument, type PlaceHoldInput } from '../../generated/operations.js';
import { TextField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { useRequestWords } from './requestWords.js';

const MAX_REASON = 500;

/** Places a hold on what is named. @param children where it is chosen, above the reason */
export function HoldDialog({
  target,
  onClose,
  children,
}: {
  readonly target: Omit<PlaceHoldInput, 'reason'>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  const r = useRequestWords();
  const [reason, setReason] = useState('');
  const place = useChange(PlaceHoldDocument, onClose);
  return (
    <FormDialog
      title={r('holds.place')}
      submit={r('holds.place')}
      change={place}
      fields={['reason']}
      onClose={onClose}
      onSubmit={() => place.mutate({ ...target, reason })}
    >
      {children}
      <TextField
        label={r('holds.reason')}
        hint={r('holds.reasonHint')}
        required
        maxLength={MAX_REASON}
        value={reason}
        error={errorOf(place.error, 'reason')}
        onChange={({ target: { value } }) => setReason(value)}
      />
    </FormDialog>
  );
}
