import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/EmptyState.js';
import { useT } from '../words/words.js';
import { useIsAdmin } from './viewer.js';

/** Shows its content to administrators, and to others that it is not theirs. */
export function AdminOnly({ children }: { readonly children: ReactNode }) {
  const t = useT();
  if (useIsAdmin()) return children;
  return (
    <div className="page">
      <EmptyState isPage icon={<Lock size={28} aria-hidden />} title={t('common.adminOnly')}>
        {t('common.adminOnlyText')}
      </EmptyState>
    </div>
  );
}
