import type { WebhookFactsFragment } from '../../generated/operations.js';
import { Badge } from '../../ui/Banner.js';
import { useT } from '../../words/words.js';

export function WebhookState({ webhook }: { readonly webhook: WebhookFactsFragment }) {
  const t = useT();
  if (webhook.disabledReason !== null)
    return <Badge tone="bad">{t(`webhooks.disabled.${webhook.disabledReason}`)}</Badge>;
  if (!webhook.isActive) return <Badge tone="plain">{t('webhooks.paused')}</Badge>;
  if (webhook.failingSince !== null) return <Badge tone="warn">{t('webhooks.failing')}</Badge>;
  return <Badge tone="good">{t('webhooks.active')}</Badge>;
}
