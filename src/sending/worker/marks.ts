import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import { createBatcher, type Outcome } from '../../lib/batcher.js';
import { groupBy } from '../../lib/collections.js';
import type { OutboxRow } from '../../projections/sendRows.js';
import { ASK_LEASE_MS } from './limits.js';

const MAX_BATCH = 200;

/**
 * Marks a row as being asked for, right before the request: claim and mark are one write, shared by all rows of a
 * moment. Gives the claim; null when the row is somebody else's by now, or an earlier one of its conversation is
 * still to go out.
 */
export function createMarker(core: Core): (row: OutboxRow) => Promise<string | null> {
  const batcher = createBatcher<OutboxRow, string | null>(async (rows) => {
    const claims = new Map<string, string>();
    for (const [account, group] of groupBy(rows, (row) => row.account)) {
      const blocked = await behindOthers(core, account, group);
      const claim = core.newId();
      const ids = group.map(({ _id }) => _id).filter((id) => !blocked.has(id));
      for (const id of await mark(core, account, ids, claim)) claims.set(id, claim);
    }
    return rows.map(({ _id }): Outcome<string | null> => ({ ok: true, value: claims.get(_id) ?? null }));
  }, MAX_BATCH);
  return batcher.submit;
}

async function mark(
  { documents, clock }: Core,
  account: string,
  ids: readonly string[],
  claim: string,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const now = clock();
  const leaseUntil = new Date(now.getTime() + ASK_LEASE_MS);
  const { matched } = await documents.update(COLLECTIONS.outbox, [
    {
      filter: { account, _id: { $in: ids }, state: 'WAITING', dueAt: { $lte: now } },
      set: { state: 'ASKED', claim, leaseUntil, dueAt: leaseUntil },
      inc: { attempts: 1 },
      many: true,
    },
  ]);
  if (matched === ids.length) return ids;
  const filter = { account, _id: { $in: ids }, claim };
  const mine = await documents.find<OutboxRow>(COLLECTIONS.outbox, filter, { fields: ['_id'] });
  return mine.map(({ _id }) => _id);
}

/**
 * Within one process lanes keep the order; of several one may hold what comes before. The rows of these
 * conversations that are being asked for, and those that were to go before the ones that are to go now.
 */
async function behindOthers(
  { documents }: Core,
  account: string,
  rows: readonly OutboxRow[],
): Promise<ReadonlySet<string>> {
  const conversations = [...new Set(rows.flatMap(({ conversation }) => conversation ?? []))];
  if (conversations.length === 0) return new Set();
  const latest = new Date(Math.max(...rows.map(({ dueAt }) => dueAt.getTime())));
  const others = await documents.find<OutboxRow>(
    COLLECTIONS.outbox,
    {
      account,
      conversation: { $in: conversations },
      $or: [
        { state: 'ASKED' },
        { state: 'WAITING', dueAt: { $lte: latest } },
        { state: 'WAITING', attempts: { $gt: 0 } },
      ],
    },
    { fields: ['conversation', 'state', 'dueAt', 'attempts'] },
  );
  const byConversation = groupBy(others, ({ conversation }) => conversation ?? '');
  const isBehind = (row: OutboxRow): boolean =>
    (byConversation.get(row.conversation ?? '') ?? []).some(
      (other) => other._id !== row._id && (other.state === 'ASKED' || isBefore(other, row)),
    );
  return new Set(rows.filter(isBehind).map(({ _id }) => _id));
}

/** What was tried already goes first; the rest by when it is due. */
function isBefore(a: OutboxRow, b: OutboxRow): boolean {
  if (a.attempts > 0 !== b.attempts > 0) return a.attempts > 0;
  if (a.attempts > 0) return a._id < b._id;
  const [first, second] = [a.dueAt.getTime(), b.dueAt.getTime()];
  return first < second || (first === second && a._id < b._id);
}
