import '../../styles/logs.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Send, Smartphone, Waves } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { SendLogListDocument, type SendLogListQuery } from '../../generated/operations.js';
import { numbersQuery, useSelectedNumber, type NumberChoice } from '../../shell/numbers.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loading } from '../../ui/Loaded.js';
import { Notice } from '../../ui/Notice.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { datesOf } from '../../ui/PeriodFields.js';
import { useT } from '../../words/words.js';
import { EntryDialog } from './EntryDialog.js';
import { LogFilters, NO_FILTER, type LogFilter } from './LogFilters.js';
import { LogTable } from './LogTable.js';

/** /logs: what was sent from a number, as far as its mode lets it be read. */
export function LogsPage() {
  const t = useT();
  const { isPending } = useQuery(numbersQuery);
  const number = useSelectedNumber();
  if (isPending) return <Loading />;
  return (
    <Page title={t('logs.title')} lead={t('logs.lead')} isWide>
      {number ? (
        <NumberLog key={number.id} number={number} />
      ) : (
        <EmptyState icon={<Smartphone size={26} aria-hidden />} title={t('shell.noNumber')}>
          {t('numbers.emptyText')}
        </EmptyState>
      )}
    </Page>
  );
}

function logOf(numberId: string, { apiKeyId, status, ...period }: LogFilter) {
  const variables = {
    numberId,
    apiKeyId: apiKeyId === '' ? null : apiKeyId,
    status: status === '' ? null : status,
    ...datesOf(period),
  };
  return pagesOf(SendLogListDocument, variables, ({ sendLog }) => sendLog.pageInfo);
}

function rowsIn({ sendLog }: SendLogListQuery) {
  return sendLog.edges.map(({ node }) => node);
}

function NumberLog({ number }: { readonly number: NumberChoice }) {
  const t = useT();
  const navigate = useNavigate();
  const { entry } = useParams({ strict: false });
  const [filter, setFilter] = useState(NO_FILTER);
  const query = useInfiniteQuery(logOf(number.id, filter));
  const isRelayOnly = number.piiMode === 'RELAY_ONLY';
  const notice = query.data?.pages[0]?.sendLog.notice;
  const close = () => void navigate({ to: '/logs/{-$entry}', params: { entry: undefined } });
  return (
    <>
      <Notice notice={isRelayOnly ? 'PII_RELAY_ONLY' : notice} days={number.piiRetentionDays} />
      {!isRelayOnly && <LogFilters filter={filter} onFilter={setFilter} />}
      <Pages
        query={query}
        rowsOf={rowsIn}
        empty={
          isRelayOnly ? (
            <EmptyState icon={<Waves size={26} aria-hidden />} title={t('logs.nothingKept')}>
              {t('logs.nothingKeptText')}
            </EmptyState>
          ) : (
            <EmptyState icon={<Send size={26} aria-hidden />} title={t('logs.empty')}>
              {filter === NO_FILTER ? t('logs.emptyText') : t('logs.emptyFiltered')}
            </EmptyState>
          )
        }
      >
        {(rows) => <LogTable rows={rows} />}
      </Pages>
      {entry !== undefined && <EntryDialog id={entry} onClose={close} />}
    </>
  );
}
