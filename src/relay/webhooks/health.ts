import { createBatcher } from '../../lib/batcher.js';
import { groupBy } from '../../lib/collections.js';
import { DAY_MS } from '../../lib/clock.js';
import { disableWebhook } from '../../domain/webhook/webhookCommands.js';
import { webhookDecider, webhookStream, type DisabledReason } from '../../domain/webhook/webhook.js';
import { SYSTEM } from '../../domain/events.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { handle } from '../../events/handle.js';
import type { WebhookHealthRow } from '../../projections/webhookRows.js';

/** contracts/webhooks.md: "an endpoint that has failed for 5 days is disabled". */
const FAILING_MS = 5 * DAY_MS;
const MAX_BATCH = 1_000;

export interface TriedEndpoint {
  readonly account: string;
  readonly webhook: string;
  readonly outcome: 'DELIVERED' | 'FAILED' | 'GONE';
}

/** Told to the owners of an account. */
export interface DisabledNotice {
  readonly account: string;
  readonly webhook: string;
  readonly reason: DisabledReason;
}

/**
 * Keeps how endpoints do, one write for many tries, and disables those that are gone or fail for too long.
 * @param notify tells the owners; what it throws is its own
 */
export function createHealth(
  core: Core,
  notify: (notice: DisabledNotice) => Promise<void>,
): (tried: TriedEndpoint) => Promise<void> {
  const disable = async (account: string, webhook: string, reason: DisabledReason): Promise<void> => {
    const target = { account, stream: webhookStream(webhook), by: SYSTEM };
    let isNews = false as boolean;
    await handle(core.store, webhookDecider, target, (state) => {
      const events = disableWebhook(state, reason);
      isNews = events.length > 0;
      return events;
    });
    if (isNews) await notify({ account, webhook, reason });
  };

  const note = async (batch: readonly TriedEndpoint[]): Promise<void> => {
    const now = core.clock();
    const groups = [...groupBy(batch, ({ webhook }) => webhook).values()];
    const failing: TriedEndpoint[] = [];
    const updates = groups.flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const filter = { _id: first.webhook, account: first.account };
      const isWell = group.some(({ outcome }) => outcome === 'DELIVERED');
      if (!isWell) failing.push(first);
      const set = { lastTriggeredAt: now };
      return [{ filter, set, upsert: true, ...(isWell && { unset: ['failingSince'] }) }];
    });
    await core.documents.update(COLLECTIONS.webhookHealth, updates);
    await core.documents.update(
      COLLECTIONS.webhookHealth,
      failing.map(({ account, webhook }) => ({
        filter: { _id: webhook, account, failingSince: { $exists: false } },
        set: { failingSince: now },
      })),
    );
    for (const { account, webhook } of failing) {
      const isGone = batch.some((tried) => tried.webhook === webhook && tried.outcome === 'GONE');
      if (isGone) await disable(account, webhook, 'GONE');
      else if (await hasFailedForLong(core, account, webhook, now))
        await disable(account, webhook, 'FAILING');
    }
  };
  const { submit } = createBatcher<TriedEndpoint, undefined>(async (batch) => {
    await note(batch);
    return batch.map(() => ({ ok: true, value: undefined }));
  }, MAX_BATCH);
  return submit;
}

async function hasFailedForLong(
  { documents }: Core,
  account: string,
  _id: string,
  now: Date,
): Promise<boolean> {
  const row = await documents.findOne<WebhookHealthRow>(COLLECTIONS.webhookHealth, { _id, account });
  return row?.failingSince !== undefined && now.getTime() - row.failingSince.getTime() >= FAILING_MS;
}
