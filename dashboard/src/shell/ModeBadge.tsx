import type { PiiMode } from '../generated/operations.js';
import { Badge } from '../ui/Banner.js';
import { useT } from '../words/words.js';

const TONES = { STORE_INDEFINITE: 'plain', STORE_X_DAYS: 'info', RELAY_ONLY: 'warn' } as const;

/** A number's PII mode, in a word. @param days its `piiRetentionDays` */
export function ModeBadge({ mode, days }: { readonly mode: PiiMode; readonly days: number | null }) {
  const t = useT();
  const text =
    mode === 'STORE_X_DAYS' && days !== null ? t('common.days', { count: days }) : t(`mode.${mode}`);
  return <Badge tone={TONES[mode]}>{text}</Badge>;
}
