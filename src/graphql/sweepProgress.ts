import { requireRole } from '../auth/rights.js';
import { notFound } from '../lib/errors.js';
import type { SweepRow } from '../retention/sweepRow.js';
import { accountOf, type GraphqlContext } from './context.js';
import { following, type Followed } from './following.js';
import { toId } from './ids.js';

/** Follows a sweep to its end, as long as the follower is an administrator. @throws NOT_FOUND */
export async function followSweep(context: GraphqlContext, sweepId: string): Promise<Followed<SweepRow>> {
  const account = accountOf(context);
  const sweep = toId(sweepId);
  await context.sweeps.get(account, sweep);
  const stopping = new AbortController();
  const rows = context.sweeps.watch({ account, sweep }, stopping.signal)[Symbol.asyncIterator]();
  const source: AsyncIterator<SweepRow> = {
    next: () => rows.next(),
    return: () => {
      // The watch ends by its signal: asking a waiting generator to return would wait with it.
      stopping.abort();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return following(source, async () => {
    if (requireRole(await context.reauthenticate(), 'ADMIN').account !== account) throw notFound('sweep');
  });
}
