import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { numbersQuery, useSelectedNumber } from '../../shell/numbers.js';
import { SelectField } from '../../ui/Field.js';
import { HoldDialog } from './HoldDialog.js';
import { useRequestWords } from './requestWords.js';

/** Holds all that is stored of a number. */
export function HoldNumberDialog({ onClose }: { readonly onClose: () => void }) {
  const r = useRequestWords();
  const { data: numbers = [] } = useQuery(numbersQuery);
  const selected = useSelectedNumber();
  const [chosen, setChosen] = useState<string | null>(null);
  const numberId = chosen ?? selected?.id ?? '';
  return (
    <HoldDialog target={{ numberId }} onClose={onClose}>
      <SelectField
        label={r('holds.number')}
        hint={r('holds.kindHint.NUMBER')}
        value={numberId}
        choices={numbers.map(({ id, name, phoneNumber }) => ({
          value: id,
          label: `${name} · ${phoneNumber}`,
        }))}
        onChoose={setChosen}
      />
    </HoldDialog>
  );
}
