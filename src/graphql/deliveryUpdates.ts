import { requireRole } from '../auth/rights.js';
import { LetheError, notFound } from '../lib/errors.js';
import type { DeliveryRow } from '../projections/webhookRows.js';
import { BUFFERED_EVENTS } from '../relay/subscriptions/hub.js';
import { createEventBuffer, FeedInterrupted } from '../relay/subscriptions/buffer.js';
import { accountOf, type GraphqlContext } from './context.js';
import { following, type Followed } from './following.js';
import { toIds } from './ids.js';

/** Follows deliveries of the account, whichever process works on them, as long as the follower is an administrator. */
export async function followDeliveries(
  context: GraphqlContext,
  wanted: readonly string[] | null,
): Promise<Followed<DeliveryRow>> {
  const account = accountOf(context);
  const numbers = wanted && toIds(wanted);
  const { directory, deliveries } = context.services;
  for (const id of numbers ?? []) if (!(await directory.number(account, id))) throw notFound('number');
  const buffer = createEventBuffer<DeliveryRow>(BUFFERED_EVENTS, () => {
    stop();
  });
  const stop = deliveries.follow({
    onRow: (row) => {
      if (row.account === account && (numbers === null || numbers.includes(row.number))) buffer.push(row);
    },
    onGap: () => {
      buffer.fail(new FeedInterrupted());
    },
  });
  return following(buffer, async () => {
    if (requireRole(await context.reauthenticate(), 'ADMIN').account !== account)
      throw new LetheError('FORBIDDEN', 'The account has changed.');
  });
}
