import type { ReactNode } from 'react';
import { useT } from '../words/words.js';
import { Banner } from './Banner.js';
import { Button } from './Button.js';

/** What a query gave, or that it is on its way, or why it did not come. */
export function Loaded<Data>({
  query,
  children,
}: {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
  };
  readonly children: (data: Data) => ReactNode;
}) {
  const t = useT();
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    const again = (
      <Button small onClick={() => void query.refetch()}>
        {t('common.retry')}
      </Button>
    );
    return (
      <Banner tone="bad" title={t('common.failed')} action={again}>
        {query.error.message}
      </Banner>
    );
  }
  return <Loading />;
}

export function Loading() {
  const t = useT();
  return (
    <p className="loading" role="status">
      {t('common.loading')}
    </p>
  );
}
