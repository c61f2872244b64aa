import '../../styles/logs.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { PhoneCall, Smartphone, Waves } from 'lucide-react';
import { useState } from 'react';
import { pagesOf } from '../../api/queries.js';
import { CallListDocument } from '../../generated/operations.js';
import { numbersQuery, useSelectedNumber, type NumberChoice } from '../../shell/numbers.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { Loading } from '../../ui/Loaded.js';
import { Notice } from '../../ui/Notice.js';
import { Page } from '../../ui/Page.js';
import { Pages } from '../../ui/Pages.js';
import { datesOf } from '../../ui/PeriodFields.js';
import { useT } from '../../words/words.js';
import { CallFilters, NO_FILTER, type CallFilter } from './CallFilters.js';
import { CallTable } from './CallTable.js';

/** /calls: a number's calls and their recordings, as far as its mode lets them be read. */
export function CallsPage() {
  const t = useT();
  const { isPending } = useQuery(numbersQuery);
  const number = useSelectedNumber();
  if (isPending) return <Loading />;
  return (
    <Page title={t('calls.title')} lead={t('calls.lead')} isWide>
      {number ? (
        <NumberCalls key={number.id} number={number} />
      ) : (
        <EmptyState icon={<Smartphone size={26} aria-hidden />} title={t('shell.noNumber')}>
          {t('numbers.emptyText')}
        </EmptyState>
      )}
    </Page>
  );
}

function callsOf(numberId: string, { direction, status, ...period }: CallFilter) {
  const variables = {
    numberId,
    direction: direction === '' ? null : direction,
    status: status === '' ? null : status,
    ...datesOf(period),
  };
  return pagesOf(CallListDocument, variables, ({ calls }) => calls.pageInfo);
}

function NumberCalls({ number }: { readonly number: NumberChoice }) {
  const t = useT();
  const [filter, setFilter] = useState(NO_FILTER);
  const query = useInfiniteQuery(callsOf(number.id, filter));
  const isRelayOnly = number.piiMode === 'RELAY_ONLY';
  const notice = query.data?.pages[0]?.calls.notice;
  return (
    <>
      <Notice notice={isRelayOnly ? 'PII_RELAY_ONLY' : notice} days={number.piiRetentionDays} />
      {!isRelayOnly && <CallFilters filter={filter} onFilter={setFilter} />}
      <Pages
        query={query}
        rowsOf={({ calls }) => calls.edges.map(({ node }) => node)}
        empty={
          isRelayOnly ? (
            <EmptyState icon={<Waves size={26} aria-hidden />} title={t('calls.nothingKept')}>
              {t('calls.nothingKeptText')}
            </EmptyState>
          ) : (
            <EmptyState icon={<PhoneCall size={26} aria-hidden />} title={t('calls.empty')}>
              {filter === NO_FILTER ? t('calls.emptyText') : t('logs.emptyFiltered')}
            </EmptyState>
          )
        }
      >
        {(rows) => <CallTable rows={rows} />}
      </Pages>
    </>
  );
}
