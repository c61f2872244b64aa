import { useInfiniteQuery } from '@tanstack/react-query';
import { pagesOf } from '../../api/queries.js';
import { ApiKeysDocument, type SendStatus } from '../../generated/operations.js';
import { useIsAdmin } from '../../session/viewer.js';
import { Button } from '../../ui/Button.js';
import { SelectField } from '../../ui/Field.js';
import { PeriodFields, type Period } from '../../ui/PeriodFields.js';
import { useT } from '../../words/words.js';

/** What of the log is asked for; an empty text: everything. Days are in the reader's zone. */
export interface LogFilter extends Period {
  readonly apiKeyId: string;
  readonly status: SendStatus | '';
}

export const NO_FILTER: LogFilter = { apiKeyId: '', status: '', from: '', until: '' };

const STATUSES = ['QUEUED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED'] as const;

export function LogFilters({
  filter,
  onFilter,
}: {
  readonly filter: LogFilter;
  readonly onFilter: (filter: LogFilter) => void;
}) {
  const t = useT();
  const isAdmin = useIsAdmin();
  return (
    <search className="filters">
      <SelectField
        label={t('logs.status')}
        value={filter.status}
        choices={[
          { value: '', label: t('logs.all') },
          ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
        ]}
        onChoose={(status) => onFilter({ ...filter, status })}
      />
      {isAdmin && (
        <KeyField apiKeyId={filter.apiKeyId} onChoose={(apiKeyId) => onFilter({ ...filter, apiKeyId })} />
      )}
      <PeriodFields period={filter} onPeriod={(changed) => onFilter({ ...filter, ...changed })} />
      {filter !== NO_FILTER && (
        <Button look="quiet" onClick={() => onFilter(NO_FILTER)}>
          {t('logs.clear')}
        </Button>
      )}
    </search>
  );
}

const keysQuery = pagesOf(ApiKeysDocument, {}, ({ apiKeys }) => apiKeys.pageInfo);

/** Keys are administrators' to see. */
function KeyField({
  apiKeyId,
  onChoose,
}: {
  readonly apiKeyId: string;
  readonly onChoose: (apiKeyId: string) => void;
}) {
  const t = useT();
  const { data } = useInfiniteQuery(keysQuery);
  const keys = data?.pages.flatMap(({ apiKeys }) => apiKeys.edges.map(({ node }) => node)) ?? [];
  return (
    <SelectField
      label={t('logs.apiKey')}
      value={apiKeyId}
      choices={[
        { value: '', label: t('logs.all') },
        ...keys.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChoose={onChoose}
    />
  );
}
