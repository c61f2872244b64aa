import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { MediaRow } from '../projections/mediaRow.js';
import type { Copied } from './copyFile.js';

/** One whose process died is taken over after this; whoever lives renews it in time. */
export const CLAIM_MS = 30 * SECOND_MS;
export const RENEW_MS = 8 * SECOND_MS;
/** 100 MB at the pace of a slow line. */
export const TRY_MS = 10 * MINUTE_MS;
/** The provider's ids from webhooks live 7 days; twenty failed reads in an hour make it block. */
const DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  4 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
];
const GIVE_UP_MS = 7 * DAY_MS;
const JITTER = 0.2;

/** The rows of files that are still to be fetched. A row is the job: claimed, tried, and told what became of it. */
export interface CopyQueue {
  /** Those that are due, oldest first, of numbers that are not left out. */
  due(limit: number, without: readonly string[]): Promise<readonly MediaRow[]>;
  /** Null: somebody else has it, or nobody wants it any more. */
  claim(row: MediaRow): Promise<MediaRow | null>;
  /** Holds a claimed row for longer; false: it was doomed, or is somebody else's by now. */
  renew(row: MediaRow): Promise<boolean>;
  /** Says what became of a claimed row; one that was doomed meanwhile leaves nothing behind. */
  settle(row: MediaRow, copied: Copied): Promise<void>;
  /** Gives a claimed row back untried: the process stops. */
  release(row: MediaRow): Promise<void>;
  /** When the next one is due; null: none waits. */
  nextAt(): Promise<Date | null>;
}

export function createCopyQueue(core: Core, random: () => number = Math.random): CopyQueue {
  const { documents, clock, newId, objects } = core;
  const { media } = COLLECTIONS;
  const free = ['claim', 'claimedUntil'];
  const mine = ({ _id, account, claim }: MediaRow) => ({ _id, account, state: 'PENDING', claim });

  /** Somebody doomed the row while it was being copied, and may have looked for the object before it was there. */
  const clearAway = async ({ _id, account, object }: MediaRow): Promise<void> => {
    const now = await documents.findOne<MediaRow>(media, { _id, account });
    if (!now || now.state === 'DOOMED') await objects.delete(object);
    if (now?.state === 'DOOMED')
      await documents.update(media, [
        { filter: { _id, account, state: 'DOOMED' }, set: { dueAt: clock() }, unset: free },
      ]);
  };

  return {
    due: (limit, without) =>
      documents.find<MediaRow>(
        media,
        {
          state: 'PENDING',
          dueAt: { $lte: clock() },
          ...(without.length > 0 && { number: { $nin: without } }),
        },
        { sort: { dueAt: 1 }, limit },
      ),
    claim: async (row) => {
      const { _id, account, dueAt } = row;
      const until = new Date(clock().getTime() + CLAIM_MS);
      const set = { claim: newId(), claimedUntil: until, dueAt: until, attempts: row.attempts + 1 };
      const { matched } = await documents.update(media, [
        { filter: { _id, account, state: 'PENDING', dueAt, attempts: row.attempts }, set },
      ]);
      return matched === 1 ? { ...row, ...set } : null;
    },
    renew: async (row) => {
      const until = new Date(clock().getTime() + CLAIM_MS);
      const set = { claimedUntil: until, dueAt: until };
      return (await documents.update(media, [{ filter: mine(row), set }])).matched === 1;
    },
    settle: async (row, copied) => {
      const change = changeOf(row, copied, clock(), random);
      const { matched } = await documents.update(media, [
        { filter: mine(row), ...change, unset: [...free, ...change.unset] },
      ]);
      if (matched === 0) await clearAway(row);
    },
    release: async (row) => {
      const set = { dueAt: clock(), attempts: row.attempts - 1 };
      const { matched } = await documents.update(media, [{ filter: mine(row), set, unset: free }]);
      if (matched === 0) await clearAway(row);
    },
    nextAt: async () => {
      const [next] = await documents.find<MediaRow>(
        media,
        { state: 'PENDING', dueAt: { $gt: new Date(0) } },
        { sort: { dueAt: 1 }, limit: 1, fields: ['dueAt'] },
      );
      return next?.dueAt ?? null;
    },
  };
}

interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

function changeOf(row: MediaRow, copied: Copied, now: Date, random: () => number): Change {
  switch (copied.kind) {
    case 'STORED':
      return {
        set: {
          state: 'STORED',
          bytes: copied.bytes,
          ...(copied.mimeType !== undefined && { mimeType: copied.mimeType }),
        },
        unset: ['dueAt', 'reason'],
      };
    case 'ERASED':
      return { set: { state: 'DOOMED', dueAt: now }, unset: ['reason'] };
    case 'FAILED':
      return { set: { state: 'FAILED', reason: copied.reason }, unset: ['dueAt'] };
    case 'LATER': {
      const { reason } = copied;
      const dueAt = new Date(now.getTime() + delayMs(row.attempts, copied.afterMs, random));
      const isTooLate = dueAt.getTime() - row.createdAt.getTime() > GIVE_UP_MS;
      if (isTooLate) return { set: { state: 'FAILED', reason }, unset: ['dueAt'] };
      return { set: { dueAt, reason }, unset: [] };
    }
  }
}

/** @param attempts made so far, the failed one included */
export function delayMs(attempts: number, afterMs: number | null, random: () => number): number {
  const usual = DELAYS_MS[Math.min(attempts, DELAYS_MS.length) - 1] ?? DAY_MS;
  return Math.max(afterMs ?? 0, usual * (1 - JITTER + 2 * JITTER * random()));
}
