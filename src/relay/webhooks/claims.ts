import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { Filter } from '../../events/documents.js';
import { SECOND_MS } from '../../lib/clock.js';
import type { DeliveryRow } from '../../projections/webhookRows.js';

/** A process that dies leaves its deliveries to others after this. Longer than a try and the wait before it. */
export const LEASE_MS = 60 * SECOND_MS;
/** What is left of a lease must cover a whole try and the note of its outcome. */
export const LEASE_RESERVE_MS = 20 * SECOND_MS;

/** An endpoint for which something is due. */
export interface DueLane {
  readonly account: string;
  readonly webhook: string;
}

export function freeAt(now: Date): Filter {
  return { $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] };
}

export function leaseOf(claim: string, now: Date): Pick<DeliveryRow, 'claim' | 'leaseUntil'> {
  return { claim, leaseUntil: new Date(now.getTime() + LEASE_MS) };
}

/** The endpoints for which anything is due that nobody works on. */
export async function dueLanes({ documents, clock }: Core): Promise<DueLane[]> {
  const now = clock();
  const groups = await documents.aggregate<{ readonly _id: DueLane }>(COLLECTIONS.deliveries, [
    { $match: { dueAt: { $lte: now }, ...freeAt(now) } },
    { $group: { _id: { account: '$account', webhook: '$webhook' } } },
  ]);
  return groups.map(({ _id }) => _id);
}

/** Takes what is due for an endpoint into this process's hands, oldest first. */
export async function claimDue(
  core: Core,
  { account, webhook }: DueLane,
  limit: number,
): Promise<DeliveryRow[]> {
  const { documents, clock, newId } = core;
  const now = clock();
  const due = { account, webhook, state: 'PENDING', dueAt: { $lte: now }, ...freeAt(now) };
  const rows = await documents.find<DeliveryRow>(COLLECTIONS.deliveries, due, {
    sort: { dueAt: 1, order: 1 },
    limit,
    fields: ['_id'],
  });
  if (rows.length === 0) return [];
  const lease = leaseOf(newId(), now);
  const chosen = { _id: { $in: rows.map(({ _id }) => _id) } };
  await documents.update(COLLECTIONS.deliveries, [
    { filter: { ...due, ...chosen }, set: { ...lease }, many: true },
  ]);
  const mine = { account, ...chosen, claim: lease.claim };
  return documents.find<DeliveryRow>(COLLECTIONS.deliveries, mine, { sort: { dueAt: 1, order: 1 } });
}
