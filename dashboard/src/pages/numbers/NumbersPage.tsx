import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useIsAdmin } from '../../session/viewer.js';
import { ModeBadge } from '../../shell/ModeBadge.js';
import { numbersQuery, type NumberChoice } from '../../shell/numbers.js';
import { Button } from '../../ui/Button.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loaded } from '../../ui/Loaded.js';
import { Page } from '../../ui/Page.js';
import { Table, type Column } from '../../ui/Table.js';
import { useT, type Translate } from '../../words/words.js';
import { CreateNumberDialog } from './CreateNumberDialog.js';

export function NumbersPage() {
  const t = useT();
  const isAdmin = useIsAdmin();
  const [isAdding, setAdding] = useState(false);
  const numbers = useQuery(numbersQuery);
  const add = isAdmin && (
    <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('numbers.add')}
    </Button>
  );
  return (
    <Page title={t('numbers.title')} lead={t('numbers.lead')} actions={add} isWide>
      <Loaded query={numbers}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon={<Smartphone size={28} aria-hidden />} title={t('numbers.empty')}>
              {t('numbers.emptyText')}
            </EmptyState>
          ) : (
            <Table
              caption={t('numbers.title')}
              columns={columnsOf(t, isAdmin)}
              rows={rows}
              keyOf={({ id }) => id}
            />
          )
        }
      </Loaded>
      {isAdding && <CreateNumberDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function columnsOf(t: Translate, isAdmin: boolean): readonly Column<NumberChoice>[] {
  return [
    {
      key: 'name',
      head: t('common.name'),
      isWide: true,
      cell: ({ id, name }) =>
        isAdmin ? (
          <Link to="/numbers/$numberId" params={{ numberId: id }}>
            <strong>{name}</strong>
          </Link>
        ) : (
          <strong>{name}</strong>
        ),
    },
    { key: 'phone', head: t('numbers.phone'), cell: ({ phoneNumber }) => phoneNumber },
    {
      key: 'mode',
      head: t('numbers.mode'),
      cell: ({ piiMode, piiRetentionDays }) => <ModeBadge mode={piiMode} days={piiRetentionDays} />,
    },
  ];
}
