import type { SweepWindow } from '../domain/account/sweepWindow.js';
import type { Actor } from '../domain/events.js';
import { notFound } from '../lib/errors.js';
import { createPacer } from '../lib/pacer.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import type { SweepRef } from './sweepRow.js';
import { ACCOUNT_PHASES, NUMBER_PHASES } from './phases.js';
import { endSweep } from './lease.js';
import { NO_IDS } from './receipts/erasedIds.js';
import { SweepStopped } from './tally.js';
import { createProgress } from './progress.js';
import { runSweep, type SweepHooks } from './runSweep.js';
import type { PhaseName } from '../domain/sweep.js';
import { emptyCounts, isFinished, type SweepFailureRow, type SweepRow } from './sweepRow.js';

import { NO_THIRD_PARTY, type ThirdParty } from './thirdParty.js';

export interface SweepRequest {
  readonly account: string;
  /** Makes it a run over this number, for its PII mode. */
  readonly number?: string;
  readonly trigger: SweepRow['trigger'];
  readonly by: Actor;
  /** Only these phases; all without. */
  readonly phases?: readonly PhaseName[];
  /** It ends when these hours do, and leaves the rest to the next run; null: it is not bound to any. */
  readonly window?: SweepWindow | null;
}

/** Requesting, running and following sweeps; see {@link SweepRow}. */
export interface Sweeps {
  /**
   * Puts a sweep on the list, with `asOf` now; somebody has to run it.
   * @throws LetheError NOT_FOUND for an account or number that is not there
   */
  request(request: SweepRequest): Promise<SweepRow>;
  /** Runs it to its end, resuming one whose worker died; gives the row as it is then. */
  run(ref: SweepRef, hooks?: Pick<SweepHooks, 'signal' | 'beat'>): Promise<SweepRow>;
  /** Stops it between batches; what is gone stays gone. A finished one stays as it is. */
  cancel(ref: SweepRef): Promise<SweepRow>;
  find(account: string, id: string): Promise<SweepRow | null>;
  /** @throws LetheError NOT_FOUND */
  get(account: string, id: string): Promise<SweepRow>;
  /** Newest first; `before` is the last row of the page before. */
  list(
    account: string,
    page: { readonly limit: number; readonly before?: Pick<SweepRow, '_id' | 'createdAt'> },
  ): Promise<readonly SweepRow[]>;
  count(account: string): Promise<number>;
  /** The newest finished sweep over the account's chat records; one for its API keys alone is none. */
  last(account: string): Promise<SweepRow | null>;
  /** Records that could not be deleted, of one sweep or of all. */
  failures(account: string, sweep?: string): Promise<readonly SweepFailureRow[]>;
  /** Sweeps of every account that are not finished. */
  unfinished(): Promise<readonly SweepRow[]>;
  /** The row now and after each change, until it is finished or the signal aborts. */
  watch(ref: SweepRef, signal?: AbortSignal): AsyncIterable<SweepRow>;
}

export interface SweepDeps {
  /** Without it what third parties keep stays there, and is listed as failed. */
  readonly thirdParty?: ThirdParty;
  /** Records a second that the runs of this process erase together; absent or 0: no limit. */
  readonly recordsPerSecond?: number;
  /** Told of each run that this process has brought to its end. */
  readonly ended?: (row: SweepRow) => Promise<void>;
}

export function createSweeps(core: Core, deps: SweepDeps = {}): Sweeps {
  const { thirdParty = NO_THIRD_PARTY } = deps;
  const pacer = createPacer(deps.recordsPerSecond ?? 0);
  const { documents } = core;
  const progress = createProgress();

  const find = (account: string, id: string): Promise<SweepRow | null> =>
    documents.findOne<SweepRow>(COLLECTIONS.sweeps, { _id: id, account });

  const get = async (account: string, id: string): Promise<SweepRow> => {
    const row = await find(account, id);
    if (!row) throw notFound('sweep');
    return row;
  };

  const request = async ({
    account,
    number,
    trigger,
    by,
    phases,
    window,
  }: SweepRequest): Promise<SweepRow> => {
    await assertThere(core, account, number);
    const names = (number === undefined ? ACCOUNT_PHASES : NUMBER_PHASES).map(({ name }) => name);
    const now = core.clock();
    const row: SweepRow = {
      _id: core.newId(),
      account,
      kind: number === undefined ? 'ACCOUNT' : 'NUMBER',
      ...(number !== undefined && { number }),
      trigger,
      by,
      ...(window && { window }),
      state: 'QUEUED',
      open: true,
      asOf: now,
      createdAt: now,
      startedAt: null,
      finishedAt: null,
      fence: 0,
      leaseUntil: null,
      cursor: { phase: 0, number: null },
      phases: names.filter((name) => !phases || phases.includes(name)).map(emptyCounts),
      failures: 0,
      erasedIds: NO_IDS,
    };
    await documents.insertMany(COLLECTIONS.sweeps, [row]);
    return row;
  };

  return {
    request,
    find,
    get,
    run: async (ref, hooks = {}) => {
      const isOurs = await runSweep(core, thirdParty, ref, {
        ...hooks,
        pacer,
        changed: () => {
          progress.changed(ref.sweep);
        },
      });
      const row = await get(ref.account, ref.sweep);
      if (isOurs && isFinished(row)) await deps.ended?.(row);
      return row;
    },
    cancel: async ({ account, sweep }) => {
      const row = await get(account, sweep);
      if (!isFinished(row)) await cancelSweep(core, row);
      progress.changed(sweep);
      return get(account, sweep);
    },
    list: (account, { limit, before }) => {
      const older = before && [
        { createdAt: { $lt: before.createdAt } },
        { createdAt: before.createdAt, _id: { $lt: before._id } },
      ];
      return documents.find<SweepRow>(
        COLLECTIONS.sweeps,
        { account, ...(older && { $or: older }) },
        { sort: { createdAt: -1, _id: -1 }, limit },
      );
    },
    count: (account) => documents.count(COLLECTIONS.sweeps, { account }),
    last: (account) =>
      documents.findOne<SweepRow>(
        COLLECTIONS.sweeps,
        { account, kind: 'ACCOUNT', 'phases.name': 'CONVERSATIONS', open: { $exists: false } },
        { sort: { createdAt: -1, _id: -1 } },
      ),
    failures: (account, sweep) =>
      documents.find<SweepFailureRow>(
        COLLECTIONS.sweepFailures,
        { account, ...(sweep !== undefined && { sweep }) },
        { sort: { since: 1, _id: 1 } },
      ),
    unfinished: () => documents.find<SweepRow>(COLLECTIONS.sweeps, { open: true }),
    watch: (ref, signal) => progress.watch(ref.sweep, () => get(ref.account, ref.sweep), isFinished, signal),
  };
}

/** One that somebody else ends at the same moment stays as it was ended. */
async function cancelSweep(core: Core, row: SweepRow): Promise<void> {
  const filter = { _id: row._id, account: row.account, open: true };
  try {
    await endSweep(core, row, { state: 'CANCELED' }, async (tx, set) => {
      const { matched } = await tx.update(COLLECTIONS.sweeps, [{ filter, set, unset: ['open'] }]);
      if (matched === 0) throw new SweepStopped('FENCED');
    });
  } catch (error) {
    if (!(error instanceof SweepStopped)) throw error;
  }
}

async function assertThere({ documents }: Core, account: string, number: string | undefined): Promise<void> {
  const isThere =
    number === undefined
      ? await documents.findOne<Doc>(COLLECTIONS.accounts, { _id: account, account })
      : await documents.findOne<Doc>(COLLECTIONS.numbers, { _id: number, account });
  if (!isThere) throw notFound(number === undefined ? 'account' : 'number');
}
