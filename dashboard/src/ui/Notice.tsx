import { useT } from '../words/words.js';
import { Banner } from './Banner.js';

/** As the schema's enum. */
type NoticeName = 'PII_RELAY_ONLY' | 'PII_WINDOW' | 'RETENTION_WINDOW';

/**
 * Why a list is shorter than history: the banner of /chat, /logs and /calls. Nothing where nothing was left out.
 * @param days the number's `piiRetentionDays`, told with `PII_WINDOW`
 */
export function Notice({
  notice,
  days,
}: {
  readonly notice: NoticeName | null | undefined;
  readonly days?: number | null | undefined;
}) {
  const t = useT();
  switch (notice) {
    case 'PII_RELAY_ONLY':
      return <Banner title={t('notice.PII_RELAY_ONLY')} />;
    case 'PII_WINDOW':
      return (
        <Banner title={t('notice.PII_WINDOW', { count: days ?? 0 })}>{t('notice.PII_WINDOW.why')}</Banner>
      );
    case 'RETENTION_WINDOW':
      return <Banner title={t('notice.RETENTION_WINDOW')} />;
    case null:
    case undefined:
      return null;
  }
}
