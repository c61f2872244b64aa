import type { ErasureTarget } from '../../domain/erasure/erasure.js';
import type { RecordClass } from '../../domain/sweep.js';
import { COLLECTIONS } from '../../events/collections.js';
import type { Core } from '../../events/core.js';
import type { DocumentOperations, Update } from '../../events/documents.js';
import { errorName } from '../../lib/errors.js';
import { LEASE_MS } from '../lease.js';
import { hasEnded, thisProcess } from '../../lib/processRef.js';
import { incrementsOf, sumOfIds } from '../receipts/erasedIds.js';
import { countOf, SweepStopped, type Gone, type Tally } from '../tally.js';
import type { ErasureRow } from './erasureRow.js';

/** An erasure in the hands of this worker. Every write names its fence: one that lost it cannot write. */
export interface ErasureLease {
  readonly row: ErasureRow;
  readonly write: (change: Omit<Update, 'filter'>) => Promise<void>;
  /** Counts records of each class into the target of the same name. */
  readonly tally: ErasureTally;
}

export interface ErasureTally extends Tally {
  countIn(tx: DocumentOperations, target: ErasureTarget, erased: Gone): Promise<void>;
  /** The class of an error that single records failed with since this was asked last; null: none. */
  takeFailure(): string | null;
}

export interface ErasureHooks {
  /** Aborted when the process stops: the erasure is continued later. */
  readonly signal?: AbortSignal | undefined;
  readonly beat?: (() => Promise<void>) | undefined;
}

/** Takes an erasure that nobody else has in hands; null when there is nothing to take. */
export async function claimErasure(
  core: Core,
  account: string,
  id: string,
  hooks: ErasureHooks,
): Promise<ErasureLease | null> {
  const row = await core.documents.findOne<ErasureRow>(COLLECTIONS.erasures, { _id: id, account });
  const now = core.clock();
  if (!row?.open || isHeldByOther(row, now)) return null;
  const { fence, leaseUntil } = row;
  const change = { fence: fence + 1, leaseUntil: leaseFrom(now), worker: thisProcess(), state: 'RUNNING' };
  const filter = { _id: id, account, open: true, fence, leaseUntil };
  const set = { ...change, attempts: row.attempts + 1 };
  const { matched } = await core.documents.update(COLLECTIONS.erasures, [{ filter, set }]);
  return matched === 0 ? null : createLease(core, { ...row, ...set, state: 'RUNNING' }, hooks);
}

function isHeldByOther({ leaseUntil, worker }: ErasureRow, now: Date): boolean {
  return leaseUntil !== null && leaseUntil > now && !hasEnded(worker);
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

function createLease(core: Core, row: ErasureRow, hooks: ErasureHooks): ErasureLease {
  const { _id, account, fence } = row;
  const writeIn = async (tx: DocumentOperations, change: Omit<Update, 'filter'>): Promise<void> => {
    const set = { leaseUntil: leaseFrom(core.clock()), ...change.set };
    const filter = { _id, account, fence, open: true };
    const { matched } = await tx.update(COLLECTIONS.erasures, [{ ...change, filter, set }]);
    if (matched === 0) throw new SweepStopped('FENCED');
  };
  const countIn = (
    tx: DocumentOperations,
    target: ErasureTarget | RecordClass,
    gone: Gone,
  ): Promise<void> => {
    const index = row.targets.findIndex((one) => one.target === target);
    const erased = countOf(gone);
    const ids = sumOfIds(core, target, typeof gone === 'number' ? [] : gone);
    const inc = {
      ...(index !== -1 && { [`targets.${String(index)}.count`]: erased }),
      ...incrementsOf('erasedIds', ids),
    };
    return writeIn(tx, { ...(erased > 0 && Object.keys(inc).length > 0 && { inc }) });
  };
  let failure: string | null = null;
  return {
    row,
    write: (change) => writeIn(core.documents, change),
    tally: {
      countIn,
      count: countIn,
      fail: (number, recordId, error) => {
        failure = errorName(error);
        core.log.warn(
          { account, erasure: _id, number, recordId, reason: failure },
          'A record could not be erased.',
        );
        return Promise.resolve();
      },
      hasErased: () => true,
      checkpoint: async () => {
        if (hooks.signal?.aborted) throw new SweepStopped('ABORTED');
        await writeIn(core.documents, {});
        await hooks.beat?.();
      },
      takeFailure: () => {
        const taken = failure;
        failure = null;
        return taken;
      },
    },
  };
}
