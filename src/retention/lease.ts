import { SECOND_MS } from '../lib/clock.js';
import { errorName } from '../lib/errors.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DocumentOperations, Update } from '../events/documents.js';
import type { PhaseName, SweepState } from '../domain/sweep.js';
import type { PhaseCounts, SweepCursor, SweepFailureRow, SweepRef, SweepRow } from './sweepRow.js';
import { SweepStopped, type Tally } from './tally.js';

/** A worker that has not written for so long counts as dead: another one takes the run over. */
export const LEASE_MS = 30 * SECOND_MS;

/** A sweep in the hands of this worker. Every write names its fence: one that lost the sweep cannot write. */
export interface Lease {
  /** The row as it was when it was taken over. */
  readonly row: SweepRow;
  /** Counts into a phase of the row. */
  tally(phase: number, checkpoint: () => Promise<void>): Tally;
  moveTo(cursor: SweepCursor): Promise<void>;
  finish(state: SweepState, reason?: string): Promise<void>;
  /** Gives it back, to be continued by whoever comes next. */
  release(): Promise<void>;
}

/** Takes a sweep that is queued, or whose worker is dead; null when there is nothing to take. */
export async function claimSweep(core: Core, { account, sweep }: SweepRef): Promise<Lease | null> {
  const filter = { _id: sweep, account };
  const taken = await core.documents.transaction(async (tx) => {
    const row = await tx.findOne<SweepRow>(COLLECTIONS.sweeps, filter);
    const now = core.clock();
    const isFree =
      row?.state === 'QUEUED' ||
      (row?.state === 'RUNNING' && (row.leaseUntil === null || row.leaseUntil <= now));
    if (!row || !isFree) return null;
    const change = { fence: row.fence + 1, startedAt: row.startedAt ?? now, leaseUntil: leaseFrom(now) };
    await tx.update(COLLECTIONS.sweeps, [{ filter, set: { ...change, state: 'RUNNING' } }]);
    return { ...row, ...change };
  });
  return taken && createLease(core, taken);
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

function createLease(core: Core, row: SweepRow): Lease {
  const { documents, clock } = core;
  const { _id: sweep, account, fence } = row;

  const filter = { _id: sweep, account };
  // Read and written in one transaction: whoever takes the sweep over meanwhile is in conflict with it.
  const writeIn = async (tx: DocumentOperations, change: Omit<Update, 'filter'>): Promise<void> => {
    const current = await tx.findOne<SweepRow>(COLLECTIONS.sweeps, filter, { fields: ['fence', 'state'] });
    if (current?.fence !== fence || current.state !== 'RUNNING') throw new SweepStopped('FENCED');
    const set = { leaseUntil: leaseFrom(clock()), ...change.set };
    await tx.update(COLLECTIONS.sweeps, [{ ...change, filter, set }]);
  };
  const write = (change: Omit<Update, 'filter'>): Promise<void> =>
    documents.transaction((tx) => writeIn(tx, change));

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

  /** Failures of earlier runs that did not come again are mended; those of this run are counted. */
  const settleFailures = async (): Promise<Partial<Pick<SweepRow, 'phases' | 'failures'>>> => {
    const names = new Set(row.phases.map(({ name }) => name));
    const known = (await documents.find<SweepFailureRow>(COLLECTIONS.sweepFailures, { account })).filter(
      ({ phase, number }) => names.has(phase) && (row.number === undefined || row.number === number),
    );
    if (known.length === 0) return {};
    const mended = known.filter((failure) => failure.sweep !== sweep).map(({ _id }) => _id);
    await documents.deleteMany(COLLECTIONS.sweepFailures, { account, _id: { $in: mended } });
    const failed = known.filter((failure) => failure.sweep === sweep);
    const current = await documents.findOne<SweepRow>(COLLECTIONS.sweeps, filter);
    const phases = (current ?? row).phases.map((counts): PhaseCounts => ({
      ...counts,
      failed: failed.filter(({ phase }) => phase === counts.name).length,
    }));
    return { phases, failures: failed.length };
  };

  return {
    row,
    tally: (index, checkpoint) => {
      const counts = row.phases[index];
      let hasErased = counts !== undefined && counts.deleted + counts.redacted > 0;
      return {
        count: (tx, recordClass, erased) => {
          hasErased ||= erased > 0;
          const field = `phases.${index}`;
          const sum = recordClass === 'SEND_LOG' ? 'redacted' : 'deleted';
          const inc = { [`${field}.${sum}`]: erased, [`${field}.classes.${recordClass}`]: erased };
          return writeIn(tx, { inc });
        },
        fail: (number, recordId, error) =>
          fail(row.phases[index]?.name ?? 'CONVERSATIONS', number, recordId, error),
        hasErased: () => hasErased,
        checkpoint,
      };
    },
    moveTo: (cursor) => write({ set: { cursor } }),
    finish: async (state, reason) => {
      const outcome = state === 'COMPLETED' ? await settleFailures() : {};
      const set = {
        ...outcome,
        state,
        finishedAt: clock(),
        leaseUntil: null,
        ...(reason !== undefined && { reason }),
      };
      await write({ set, unset: ['open'] });
    },
    release: () => write({ set: { state: 'QUEUED', leaseUntil: null } }),
  };
}
