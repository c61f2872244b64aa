import { SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DocumentOperations, Update } from '../events/documents.js';
import { StaleGuard } from '../events/eventStore.js';
import { retryOnConflict } from '../events/handle.js';
import type { PhaseName, SweepState } from '../domain/sweep.js';
import type { HeldCounts } from './countHeld.js';
import type { PhaseProblem } from './problems.js';
import type { PhaseCounts, SweepCursor, SweepFailureRow, SweepRef, SweepRow } from './sweepRow.js';
import { hasEnded, thisProcess } from '../lib/processRef.js';
import { incrementsOf, sumOfIds } from './receipts/erasedIds.js';
import { receiptAppend } from './receipts/issue.js';
import { sweepFacts } from './receipts/sweepFacts.js';
import { countOf, SweepStopped, type Tally } from './tally.js';

/**
 * A worker that has not written for so long counts as dead: another one takes the run over. One that is seen to be
 * dead (lib/processRef.ts) is not waited for.
 */
export const LEASE_MS = 30 * SECOND_MS;

/** A sweep in the hands of this worker. Every write names its fence: one that lost the sweep cannot write. */
export interface Lease {
  /** The row as it was when it was taken over. */
  readonly row: SweepRow;
  /** Counts into a phase of the row. */
  tally(phase: number, checkpoint: () => Promise<void>): Tally;
  moveTo(cursor: SweepCursor): Promise<void>;
  /** Notes that a phase could not do its work. */
  breakPhase(phase: number, problem: PhaseProblem): Promise<void>;
  /** Notes what was passed by. */
  noteHeld(held: ReadonlyMap<PhaseName, HeldCounts>): Promise<void>;
  /** Ends it after all phases have run. @param reason the first problem of a phase; null: there was none */
  finish(reason: string | null): Promise<void>;
  /** Ends it where it is. */
  abandon(state: SweepState, reason: string): Promise<void>;
  /** Renews it while a single step takes long, as an object store may; gives what ends that. */
  keepAlive(): () => void;
  /** Gives it back, to be continued by whoever comes next. */
  release(): Promise<void>;
}

/** Takes a sweep that is queued, or whose worker is dead; null when there is nothing to take. */
export async function claimSweep(core: Core, { account, sweep }: SweepRef): Promise<Lease | null> {
  const row = await core.documents.findOne<SweepRow>(COLLECTIONS.sweeps, { _id: sweep, account });
  const now = core.clock();
  if (!row || freeIn(row, now) !== 0) return null;
  const change = {
    fence: row.fence + 1,
    startedAt: row.startedAt ?? now,
    leaseUntil: leaseFrom(now),
    worker: thisProcess(),
  };
  const { state, fence, leaseUntil } = row;
  // As it was read: whoever else claims it, and a worker that gives a sign of life, changes one of these.
  const filter = { _id: sweep, account, state, fence, leaseUntil };
  const set = { ...change, state: 'RUNNING' };
  const { matched } = await core.documents.update(COLLECTIONS.sweeps, [{ filter, set }]);
  return matched === 0 ? null : createLease(core, { ...row, ...change });
}

/** How long (ms) until somebody may take the sweep; 0: now; Infinity: it is finished. */
export function freeIn({ state, leaseUntil, worker }: SweepRow, now: Date): number {
  if (state === 'QUEUED') return 0;
  if (state !== 'RUNNING') return Infinity;
  const left = Math.max(0, (leaseUntil?.getTime() ?? 0) - now.getTime());
  return left > 0 && hasEnded(worker) ? 0 : left;
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

/**
 * Ends a sweep and issues its receipt, in one transaction. What was counted up to that moment is in both: a batch that is
 * counted meanwhile is in conflict with it.
 * @param write within the transaction; throws when it is not ours to end
 */
export async function endSweep(
  core: Core,
  { _id, account }: SweepRow,
  outcome: Partial<SweepRow>,
  write: (tx: DocumentOperations, set: Readonly<Record<string, unknown>>) => Promise<void>,
): Promise<void> {
  const filter = { _id, account };
  await retryOnConflict(async () => {
    const counted = await core.documents.findOne<SweepRow>(COLLECTIONS.sweeps, filter);
    if (!counted) throw new SweepStopped('FENCED');
    const set = { ...outcome, finishedAt: core.clock(), leaseUntil: null };
    const receipt = await receiptAppend(core, account, await sweepFacts(core, { ...counted, ...set }));
    await core.store.append([receipt], async (tx) => {
      const current = await tx.findOne<SweepRow>(COLLECTIONS.sweeps, filter);
      if (countsOf(current) !== countsOf(counted)) throw new StaleGuard();
      await write(tx, set);
    });
  });
}

function countsOf(row: SweepRow | null): string {
  return JSON.stringify([row?.phases, row?.erasedIds]);
}

function createLease(core: Core, row: SweepRow): Lease {
  const { documents, clock } = core;
  const { _id: sweep, account, fence } = row;

  const filter = { _id: sweep, account };
  // In a transaction, whoever takes the sweep over meanwhile is in conflict with it.
  const writeIn = async (tx: DocumentOperations, change: Omit<Update, 'filter'>): Promise<void> => {
    const set = { leaseUntil: leaseFrom(clock()), ...change.set };
    const own = { ...filter, fence, state: 'RUNNING' };
    const { matched } = await tx.update(COLLECTIONS.sweeps, [{ ...change, filter: own, set }]);
    if (matched === 0) throw new SweepStopped('FENCED');
  };
  const write = (change: Omit<Update, 'filter'>): Promise<void> => writeIn(documents, change);

  const fail = async (phase: PhaseName, number: string, recordId: string, error: unknown): Promise<void> => {
    core.log.warn(
      { account, sweep, phase, number, recordId, reason: errorName(error) },
      'A record could not be deleted.',
    );
    const failure = { _id: `${account}/${phase}/${recordId}`, account };
    const set = { phase, number, recordId, reason: errorName(error), sweep };
    await documents.update(COLLECTIONS.sweepFailures, [
      { filter: failure, set, setOnInsert: { since: clock() }, upsert: true },
    ]);
  };

  /** What did not fail again in a phase that did its work is mended; what failed in this run is counted. */
  const settleFailures = async (): Promise<Partial<Pick<SweepRow, 'phases' | 'failures'>>> => {
    const names = new Set(row.phases.map(({ name }) => name));
    const known = (await documents.find<SweepFailureRow>(COLLECTIONS.sweepFailures, { account })).filter(
      ({ phase, number }) => names.has(phase) && (row.number === undefined || row.number === number),
    );
    if (known.length === 0) return {};
    const current = (await documents.findOne<SweepRow>(COLLECTIONS.sweeps, filter)) ?? row;
    const broken = new Set(current.phases.flatMap(({ name, problem }) => (problem ? name : [])));
    const mended = known
      .filter((failure) => failure.sweep !== sweep && !broken.has(failure.phase))
      .map(({ _id }) => _id);
    await documents.deleteMany(COLLECTIONS.sweepFailures, { account, _id: { $in: mended } });
    const failed = known.filter((failure) => failure.sweep === sweep);
    const phases = current.phases.map((counts): PhaseCounts => ({
      ...counts,
      failed: failed.filter(({ phase }) => phase === counts.name).length,
    }));
    return { phases, failures: failed.length };
  };

  const end = (state: SweepState, outcome: Partial<SweepRow>): Promise<void> =>
    endSweep(core, row, { ...outcome, state }, (tx, set) => writeIn(tx, { set, unset: ['open'] }));

  return {
    row,
    tally: (index, checkpoint) => {
      const counts = row.phases[index];
      let hasErased = counts !== undefined && counts.deleted + counts.redacted > 0;
      return {
        count: (tx, recordClass, gone) => {
          const erased = countOf(gone);
          hasErased ||= erased > 0;
          const field = `phases.${index}`;
          const sum = recordClass === 'SEND_LOG' ? 'redacted' : 'deleted';
          const ids = sumOfIds(core, recordClass, typeof gone === 'number' ? [] : gone);
          const inc = {
            [`${field}.${sum}`]: erased,
            [`${field}.classes.${recordClass}`]: erased,
            ...incrementsOf('erasedIds', ids),
          };
          return writeIn(tx, { inc });
        },
        fail: (number, recordId, error) =>
          fail(row.phases[index]?.name ?? 'CONVERSATIONS', number, recordId, error),
        hasErased: () => hasErased,
        checkpoint,
      };
    },
    moveTo: (cursor) => write({ set: { cursor } }),
    breakPhase: (phase, problem) => write({ set: { [`phases.${phase}.problem`]: problem } }),
    noteHeld: async (held) => {
      const set = Object.fromEntries(
        row.phases.flatMap(({ name }, index) => {
          const counts = held.get(name);
          return counts ? [[`phases.${index}.held`, counts]] : [];
        }),
      );
      if (held.size > 0) await write({ set });
    },
    finish: async (reason) => {
      const outcome = await settleFailures();
      await end(reason === null ? 'COMPLETED' : 'FAILED', { ...outcome, ...(reason !== null && { reason }) });
    },
    abandon: (state, reason) => end(state, { reason }),
    keepAlive: () => {
      // One that was lost is told by the next step's own write.
      const timer = setInterval(() => void write({}).catch(() => undefined), LEASE_MS / 3);
      timer.unref();
      return () => {
        clearInterval(timer);
      };
    },
    release: () => write({ set: { state: 'QUEUED', leaseUntil: null } }),
  };
}
