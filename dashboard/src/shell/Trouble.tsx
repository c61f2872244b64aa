import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { EmptyState } from '../ui/EmptyState.js';
import { useT } from '../words/words.js';

/** What stands in place of a page that could not be shown. */
export function Trouble({ error, reset }: ErrorComponentProps) {
  const t = useT();
  const router = useRouter();
  const again = (
    <Button
      small
      onClick={() => {
        reset();
        void router.invalidate();
      }}
    >
      {t('common.retry')}
    </Button>
  );
  return (
    <div className="page">
      <Banner tone="bad" title={t('common.failed')} action={again}>
        {error instanceof Error ? error.message : null}
      </Banner>
    </div>
  );
}

export function NotFound() {
  const t = useT();
  return (
    <div className="page">
      <EmptyState isPage icon={<Compass size={28} aria-hidden />} title={t('common.notFound')}>
        {t('common.notFoundText')}
      </EmptyState>
    </div>
  );
}
