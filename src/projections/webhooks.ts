import type { WebhookEvent } from '../domain/webhook/webhook.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Project } from '../events/writes.js';
import { projectStream, updateRow } from './settings.js';
import type { WebhookRow } from './webhookRows.js';

/** Commits of `webhook:<id>` → WebhookRow. */
export const projectWebhooks: Project = projectStream<WebhookEvent>('webhook:', (event, commit, id) => {
  const { account, at, version } = commit;
  const change = (set: Readonly<Record<string, unknown>>, unset?: readonly string[]) =>
    updateRow(COLLECTIONS.webhooks, commit, id, { ...set, updatedAt: at }, unset);
  switch (event.type) {
    case 'WebhookCreated': {
      const doc: WebhookRow = {
        _id: id,
        account,
        ...event.data,
        isActive: true,
        secrets: event.payload ?? '',
        createdAt: at,
        updatedAt: at,
        version,
      };
      return { kind: 'insert', collection: COLLECTIONS.webhooks, doc };
    }
    case 'WebhookUpdated': {
      const { to } = event.data;
      return change({ ...to }, to.isActive === undefined ? [] : ['disabledReason']);
    }
    case 'WebhookSecretRotated':
      return change({ secrets: event.payload ?? '' });
    case 'WebhookDisabled':
      return change({ isActive: false, disabledReason: event.data.reason });
    case 'WebhookDeleted':
      return { kind: 'delete', collection: COLLECTIONS.webhooks, account, id };
  }
});
