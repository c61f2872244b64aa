import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { NumberStorageDocument } from '../../generated/operations.js';
import { Banner } from '../../ui/Banner.js';
import { useT } from '../../words/words.js';

/** As long as the provider says itself. */
const USUAL_MINUTES = 60;

/** How long the provider keeps its own copy, asked of it beside the page; a warning where the PII mode says otherwise. */
export function ProviderStorageNote({ numberId }: { readonly numberId: string }) {
  const t = useT();
  const { data } = useQuery(queryOf(NumberStorageDocument, { id: numberId }));
  const number = data?.number;
  if (!number?.whatsapp) return null;
  const storage = number.providerStorage;
  if (!storage) return <Banner title={t('numbers.storage')}>{t('numbers.storage.unknown')}</Banner>;
  const minutes = storage.retentionMinutes ?? USUAL_MINUTES;
  const kept = {
    DEFAULT: () => t('numbers.storage.DEFAULT'),
    IN_COUNTRY: () => t('numbers.storage.IN_COUNTRY', { region: storage.region ?? '?' }),
    NO_STORAGE: () => t('numbers.storage.NO_STORAGE', { minutes }),
  }[storage.status]();
  const conflicts = storage.conflicts.map((conflict) =>
    conflict === 'SHORT_REDELIVERY'
      ? t('numbers.storage.SHORT_REDELIVERY', { minutes })
      : t('numbers.storage.PROVIDER_KEEPS_LONGER'),
  );
  return (
    <Banner tone={conflicts.length > 0 ? 'warn' : 'info'} title={t('numbers.storage')}>
      {[kept, ...conflicts].join(' ')}
    </Banner>
  );
}
