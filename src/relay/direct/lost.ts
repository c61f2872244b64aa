import { DAY_MS } from '../../lib/clock.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { DeliveryRow, WebhookRow } from '../../projections/webhookRows.js';

/** Of the seven days that an event is remembered, what is left when its sender has not come back for one. */
const LEFT_MS = 6 * DAY_MS;

/**
 * Lists as lost what an endpoint has not taken and its sender has not delivered again for a day, and counts what
 * Chatwoot has not; gives how many there were. Nothing else is known of them (invariant 7).
 */
export async function listLost(core: Core): Promise<number> {
  const { documents, clock, log } = core;
  const now = clock();
  const due = { lostAt: { $lte: now } };
  const counts = new Map<string, number>();
  const count = (account: string, number: string): void => {
    const key = `${account}/${number}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const fields = ['account', 'number', 'webhook'];
  for await (const row of documents.stream<DeliveryRow>(COLLECTIONS.deliveries, due, { fields })) {
    const state = await stateOf(core, row);
    const { matched } = await documents.update(COLLECTIONS.deliveries, [
      {
        filter: { _id: row._id, account: row.account, ...due },
        set: { ...state, updatedAt: now },
        unset: ['lostAt'],
      },
    ]);
    if (matched > 0 && state.state === 'LOST') count(row.account, row.number);
  }
  interface Mark {
    readonly _id: string;
    readonly account: string;
    readonly number: string;
  }
  const untold = {
    expiresAt: { $lte: new Date(now.getTime() + LEFT_MS) },
    isDone: false,
    isLost: { $exists: false },
  };
  for await (const mark of documents.stream<Mark>(COLLECTIONS.relayed, untold)) {
    const { matched } = await documents.update(COLLECTIONS.relayed, [
      { filter: { _id: mark._id, account: mark.account, ...untold }, set: { isLost: true } },
    ]);
    if (matched > 0) count(mark.account, mark.number);
  }
  for (const [key, lost] of counts) {
    const [account, number] = key.split('/');
    log.error({ account, number, lost }, 'Events of a number that stores nothing were lost.');
  }
  return [...counts.values()].reduce((sum, lost) => sum + lost, 0);
}

/** What was switched off or deleted meanwhile is waited for by nobody. */
async function stateOf(
  { documents }: Core,
  { account, webhook }: DeliveryRow,
): Promise<Pick<DeliveryRow, 'state' | 'reason'>> {
  const row = await documents.findOne<WebhookRow>(COLLECTIONS.webhooks, { _id: webhook, account });
  if (!row) return { state: 'SKIPPED', reason: 'DELETED' };
  return row.isActive ? { state: 'LOST' } : { state: 'SKIPPED', reason: 'DISABLED' };
}
