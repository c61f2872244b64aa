import type { CallStatus, Direction } from '../../generated/operations.js';
import { Button } from '../../ui/Button.js';
import { SelectField } from '../../ui/Field.js';
import { PeriodFields, type Period } from '../../ui/PeriodFields.js';
import { useT } from '../../words/words.js';

/** Which calls are asked for; an empty text: all. Days are in the reader's zone. */
export interface CallFilter extends Period {
  readonly direction: Direction | '';
  readonly status: CallStatus | '';
}

export const NO_FILTER: CallFilter = { direction: '', status: '', from: '', until: '' };

const DIRECTIONS = ['INBOUND', 'OUTBOUND'] as const;
const STATUSES = ['COMPLETED', 'MISSED', 'REJECTED', 'FAILED', 'RINGING', 'ACCEPTED', 'INITIATED'] as const;

export function CallFilters({
  filter,
  onFilter,
}: {
  readonly filter: CallFilter;
  readonly onFilter: (filter: CallFilter) => void;
}) {
  const t = useT();
  const all = { value: '', label: t('logs.all') } as const;
  return (
    <search className="filters">
      <SelectField
        label={t('calls.direction')}
        value={filter.direction}
        choices={[all, ...DIRECTIONS.map((value) => ({ value, label: t(`direction.${value}`) }))]}
        onChoose={(direction) => onFilter({ ...filter, direction })}
      />
      <SelectField
        label={t('calls.status')}
        value={filter.status}
        choices={[all, ...STATUSES.map((value) => ({ value, label: t(`callStatus.${value}`) }))]}
        onChoose={(status) => onFilter({ ...filter, status })}
      />
      <PeriodFields period={filter} onPeriod={(changed) => onFilter({ ...filter, ...changed })} />
      {filter !== NO_FILTER && (
        <Button look="quiet" onClick={() => onFilter(NO_FILTER)}>
          {t('logs.clear')}
        </Button>
      )}
    </search>
  );
}
