import { useQuery } from '@tanstack/react-query';
import { Smartphone } from 'lucide-react';
import { ModeBadge } from '../../shell/ModeBadge.js';
import { numbersQuery, type NumberChoice } from '../../shell/numbers.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loaded } from '../../ui/Loaded.js';
import { Page } from '../../ui/Page.js';
import { Table, type Column } from '../../ui/Table.js';
import { useT, type Translate } from '../../words/words.js';

export function NumbersPage() {
  const t = useT();
  const numbers = useQuery(numbersQuery);
  return (
    <Page title={t('numbers.title')} lead={t('numbers.lead')} isWide>
      <Loaded query={numbers}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon={<Smartphone size={28} aria-hidden />} title={t('numbers.empty')}>
              {t('numbers.emptyText')}
            </EmptyState>
          ) : (
            <Table caption={t('numbers.title')} columns={columnsOf(t)} rows={rows} keyOf={({ id }) => id} />
          )
        }
      </Loaded>
    </Page>
  );
}

function columnsOf(t: Translate): readonly Column<NumberChoice>[] {
  return [
    { key: 'name', head: t('common.name'), cell: ({ name }) => <strong>{name}</strong>, isWide: true },
    { key: 'phone', head: t('numbers.phone'), cell: ({ phoneNumber }) => phoneNumber },
    {
      key: 'mode',
      head: t('numbers.mode'),
      cell: ({ piiMode, piiRetentionDays }) => <ModeBadge mode={piiMode} days={piiRetentionDays} />,
    },
  ];
}
