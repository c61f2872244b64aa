import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/clock.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { ChatwootJobRow } from '../../projections/chatwootJobs.js';

/** Who has neither settled nor renewed by then is dead. */
const LEASE_MS = 20 * SECOND_MS;
/** How often it is renewed while Chatwoot is being asked. */
export const RENEW_EVERY_MS = 6 * SECOND_MS;
/** Chatwoot may be away for so long before something is given up. */
const GIVE_UP_MS = 3 * DAY_MS;
/** How long what was given up is listed. */
const LISTED_MS = 30 * DAY_MS;
/** Before each further try; the last repeats. */
const DELAYS_MS = [
  2 * SECOND_MS,
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
] as const;
const JITTER = 0.2;
const LIMIT = 500;

/** What waits to be told to Chatwoot. */
export interface ChatwootQueue {
  /** The oldest that are due, of no more than one for each lane. */
  due(): Promise<ChatwootJobRow[]>;
  /** Takes one in hands; null when somebody else has it, or an earlier one of its lane still waits. */
  claim(row: ChatwootJobRow): Promise<ChatwootJobRow | null>;
  /** It is still in hands. */
  renew(row: ChatwootJobRow): Promise<void>;
  done(row: ChatwootJobRow): Promise<void>;
  /** Puts it off, or gives it up. Gives when it is due again; null: never. */
  failed(row: ChatwootJobRow, why: Why): Promise<Date | null>;
}

interface Why {
  readonly reason: string;
  readonly isFinal: boolean;
  readonly retryAfterMs: number | null;
}

export function createChatwootQueue(
  { documents, clock, newId, log }: Core,
  random: () => number,
): ChatwootQueue {
  const name = COLLECTIONS.chatwootJobs;
  return {
    due: async () => {
      const filter = { state: 'WAITING', dueAt: { $lte: clock() } };
      const rows = await documents.find<ChatwootJobRow>(name, filter, { sort: { dueAt: 1 }, limit: LIMIT });
      const first = new Map<string, ChatwootJobRow>();
      for (const row of rows) {
        const key = `${row.account}/${row.lane}`;
        const known = first.get(key);
        if (!known || row._id < known._id) first.set(key, row);
      }
      return [...first.values()];
    },
    claim: async (row) => {
      const { _id, account, lane } = row;
      const now = clock();
      const before = { account, lane, state: 'WAITING', _id: { $lt: _id } };
      const earlier = await documents.findOne<ChatwootJobRow>(name, before, { sort: { _id: 1 } });
      if (earlier) {
        // It is looked at again when that one is.
        const dueAt = new Date(Math.max(earlier.dueAt.getTime(), now.getTime() + SECOND_MS / 4));
        await documents.update(name, [{ filter: { _id, account, state: 'WAITING' }, set: { dueAt } }]);
        return null;
      }
      const claim = newId();
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const free = { $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] };
      const { matched } = await documents.update(name, [
        {
          filter: { _id, account, state: 'WAITING', ...free },
          // Due again when the lease ends, should nobody settle it.
          set: { claim, leaseUntil, dueAt: leaseUntil, attempts: row.attempts + 1 },
        },
      ]);
      return matched === 1 ? { ...row, claim, leaseUntil, attempts: row.attempts + 1 } : null;
    },
    renew: async ({ _id, account, claim }) => {
      const leaseUntil = new Date(clock().getTime() + LEASE_MS);
      await documents.update(name, [
        { filter: { _id, account, claim }, set: { leaseUntil, dueAt: leaseUntil } },
      ]);
    },
    done: async ({ _id, account }) => {
      await documents.deleteMany(name, { _id, account });
    },
    failed: async (row, { reason, isFinal, retryAfterMs }) => {
      const { _id, account, number, createdAt, attempts, claim } = row;
      const now = clock();
      const filter = { _id, account, claim };
      if (isFinal || now.getTime() - createdAt.getTime() > GIVE_UP_MS) {
        const expiresAt = new Date(now.getTime() + LISTED_MS);
        await documents.update(name, [
          { filter, set: { state: 'FAILED', reason, expiresAt }, unset: ['claim', 'leaseUntil'] },
        ]);
        log.warn({ number, job: _id, reason }, 'Something was given up that Chatwoot should have been told.');
        return null;
      }
      const delay = DELAYS_MS[Math.min(attempts, DELAYS_MS.length) - 1] ?? HOUR_MS;
      const wait = Math.max(delay * (1 + JITTER * random()), Math.min(retryAfterMs ?? 0, HOUR_MS));
      const dueAt = new Date(now.getTime() + Math.round(wait));
      await documents.update(name, [{ filter, set: { dueAt, reason }, unset: ['claim', 'leaseUntil'] }]);
      return dueAt;
    },
  };
}

/** What waits for Chatwoot and what was given up. */
export async function countChatwootJobs(
  { documents }: Core,
  account: string,
  number: string,
): Promise<{ readonly waiting: number; readonly failed: number }> {
  const count = (state: ChatwootJobRow['state']): Promise<number> =>
    documents.count(COLLECTIONS.chatwootJobs, { account, number, state });
  const [waiting, failed] = await Promise.all([count('WAITING'), count('FAILED')]);
  return { waiting, failed };
}
