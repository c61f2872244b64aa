import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChange } from '../../api/queries.js';
import { RequestExportDocument } from '../../generated/operations.js';
import { numbersQuery } from '../../shell/numbers.js';
import { SelectField } from '../../ui/Field.js';
import { FormDialog } from '../../ui/FormDialog.js';
import { datesOf, PeriodFields } from '../../ui/PeriodFields.js';
import { useRequestWords } from './requestWords.js';

const WHOLE_ACCOUNT = '';
const ALWAYS = { from: '', until: '' };

/** Asks for an export of the account or of a number, of a period or of all. */
export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const r = useRequestWords();
  const { data: numbers = [] } = useQuery(numbersQuery);
  const [numberId, setNumberId] = useState(WHOLE_ACCOUNT);
  const [period, setPeriod] = useState(ALWAYS);
  const request = useChange(RequestExportDocument, onClose);
  return (
    <FormDialog
      title={r('exports.create')}
      submit={r('exports.create')}
      change={request}
      fields={[]}
      onClose={onClose}
      onSubmit={() =>
        request.mutate({ numberId: numberId === WHOLE_ACCOUNT ? null : numberId, ...datesOf(period) })
      }
    >
      <SelectField
        label={r('exports.scope')}
        value={numberId}
        choices={[
          { value: WHOLE_ACCOUNT, label: r('exports.scope.account') },
          ...numbers.map(({ id, name, phoneNumber }) => ({ value: id, label: `${name} · ${phoneNumber}` })),
        ]}
        onChoose={setNumberId}
      />
      <PeriodFields
        period={period}
        onPeriod={(changed) => setPeriod((before) => ({ ...before, ...changed }))}
      />
    </FormDialog>
  );
}
