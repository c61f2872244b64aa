import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useT } from '../words/words.js';
import { Button } from './Button.js';
import { Loaded } from './Loaded.js';

/** A list that came in pages: its rows, and a button for more. @param rowsOf the rows of one answer */
export function Pages<Answer, Row>({
  query,
  rowsOf,
  empty,
  children,
}: {
  readonly query: UseInfiniteQueryResult<InfiniteData<Answer>>;
  readonly rowsOf: (answer: Answer) => readonly Row[];
  readonly empty: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}) {
  const t = useT();
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const rows = pages.flatMap(rowsOf);
        if (rows.length === 0) return empty;
        return (
          <>
            {children(rows)}
            {query.hasNextPage && (
              <div className="more">
                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t('common.more')}
                </Button>
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
