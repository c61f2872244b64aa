import { setTimeout as delay } from 'node:timers/promises';
import { insideOf } from '../domain/account/sweepWindow.js';
import { SECOND_MS } from '../lib/clock.js';
import { isDatabaseAway } from '../lib/databaseAway.js';
import { errorName } from '../lib/errors.js';
import type { Pacer } from '../lib/pacer.js';
import type { Core } from '../events/core.js';
import { countHeld } from './countHeld.js';
import { forgetFiles, type FileFailed } from './forgetFiles.js';
import { finishForgetting } from './forgetSubjects.js';
import { recordErased, type Erased } from './ledger.js';
import { claimSweep, type Lease } from './lease.js';
import type { Phase, PhaseContext } from './phase.js';
import { ACCOUNT_PHASES, NUMBER_PHASES } from './phases.js';
import { problemOf, type PhaseProblem } from './problems.js';
import type { SweepRef } from './sweepRow.js';
import { pacedTally, SweepStopped } from './tally.js';
import type { ThirdParty } from './thirdParty.js';

export interface SweepHooks {
  /** Aborted when the process stops: the sweep is given back and continued later. */
  readonly signal?: AbortSignal | undefined;
  /** Called between batches. */
  readonly beat?: (() => Promise<void>) | undefined;
  /** Waited for between batches: how much the database is burdened. */
  readonly pacer: Pacer;
  /** Called when the row has changed. */
  readonly changed: () => void;
}

/** `OVER`: ended, or left to others. `GIVEN_BACK`: its database was away, and it is free to be taken again. */
type Outcome = 'NOT_OURS' | 'OVER' | 'GIVEN_BACK';

/** How long (ms) until a database that is away is asked again. */
const AWAY_AGAIN_MS = SECOND_MS;

/** How often a phase starts over because a policy changed under it; a further change is the next run's. */
const MAX_RESTARTS = 3;

/**
 * Runs a sweep to its end, from where an earlier worker left it. One whose database goes away under it goes on when that
 * is back.
 * @returns whether this call ran it; false: it is finished, or in somebody else's hands
 */
export function runSweep(
  core: Core,
  thirdParty: ThirdParty,
  ref: SweepRef,
  hooks: SweepHooks,
): Promise<boolean> {
  const attributes = { 'lethe.account': ref.account, 'lethe.sweep': ref.sweep };
  return core.tracer.run('sweep', attributes, async () => {
    for (;;) {
      const outcome = await runClaimed(core, thirdParty, ref, hooks);
      if (outcome !== 'GIVEN_BACK') return outcome === 'OVER';
    }
  });
}

async function runClaimed(
  core: Core,
  thirdParty: ThirdParty,
  ref: SweepRef,
  hooks: SweepHooks,
): Promise<Outcome> {
  // What an earlier run began to forget is finished meanwhile: that needs no lease.
  const finishing = finishForgetting(core, ref.account);
  finishing.catch(() => undefined);
  const lease = await claimSweep(core, ref);
  if (!lease) return 'NOT_OURS';
  hooks.changed();
  const letGo = lease.keepAlive();
  try {
    await finishing;
    const { unnoted, problem } = await runPhases(core, thirdParty, lease, hooks);
    await recordErased(core, ...unnoted);
    const ofFiles = await forgetSweptFiles(core, lease, hooks);
    await lease.noteHeld(await countHeld(core, lease.row));
    await lease.finish((problem ?? ofFiles)?.reason ?? null);
    return 'OVER';
  } catch (error) {
    return await giveUp(core, lease, error, hooks.signal);
  } finally {
    letGo();
    hooks.changed();
  }
}

interface PhasesRun {
  readonly unnoted: readonly Erased[];
  /** The first one. */
  readonly problem: PhaseProblem | undefined;
}

/** A phase that cannot go on does not hold up the next ones: what they delete is due, whatever became of the others. */
async function runPhases(
  core: Core,
  thirdParty: ThirdParty,
  lease: Lease,
  hooks: SweepHooks,
): Promise<PhasesRun> {
  const { row } = lease;
  let problem = row.phases.find((phase) => phase.problem)?.problem;
  const { account, asOf, cursor } = row;
  const assertMayGoOn = guardOf(core, lease, hooks);
  const checkpoint = async (): Promise<void> => {
    assertMayGoOn();
    hooks.changed();
    await hooks.beat?.();
  };
  const unnoted: Erased[] = [];
  const known = row.kind === 'ACCOUNT' ? ACCOUNT_PHASES : NUMBER_PHASES;
  for (const [index, { name }] of row.phases.entries()) {
    const phase = known.find((candidate) => candidate.name === name);
    if (!phase || index < cursor.phase) continue;
    const counter = pacedTally(lease.tally(index, checkpoint), hooks.pacer);
    try {
      const context: PhaseContext = {
        core,
        thirdParty,
        account,
        number: row.number,
        asOf,
        after: index === cursor.phase ? cursor.number : null,
        tally: counter,
        done: (number) => lease.moveTo({ phase: index, number }),
      };
      const found = await core.tracer.run('phase', { 'lethe.phase': name }, () => runPhase(phase, context));
      unnoted.push(...found);
    } catch (error) {
      const found = await notePhase(core, lease, index, error);
      problem ??= found;
    }
    if (counter.hasErased()) await lease.moveTo({ phase: index + 1, number: null });
  }
  return { unnoted, problem };
}

/**
 * Deletes the files of what was deleted. Last: what opens them is gone by then and all is noted, so that a store that is
 * out of reach holds up nothing else. What fails is listed, and tried again by whoever comes next.
 */
async function forgetSweptFiles(
  core: Core,
  lease: Lease,
  hooks: SweepHooks,
): Promise<PhaseProblem | undefined> {
  const { account, number, phases } = lease.row;
  const index = phases.findIndex(({ name }) => name === 'CONVERSATIONS' || name === 'NUMBERS');
  if (index === -1) return undefined;
  const tally = lease.tally(index, () => Promise.resolve());
  const assertMayGoOn = guardOf(core, lease, hooks);
  const next = async (): Promise<void> => {
    assertMayGoOn();
    // Writes, and so keeps the lease: a store may take its time.
    await lease.moveTo({ phase: phases.length, number: null });
    await hooks.beat?.();
  };
  const fail: FileFailed = (file, error) => tally.fail(file.number, file._id, error);
  try {
    await forgetFiles(core, { account, number }, fail, next);
    return undefined;
  } catch (error) {
    return notePhase(core, lease, index, error);
  }
}

/** Gives what throws SweepStopped once the process stops, or the hours in which the run may go on are over. */
function guardOf({ clock }: Core, { row }: Lease, { signal }: SweepHooks): () => void {
  const isInside = insideOf(row.window ?? null);
  return () => {
    if (signal?.aborted) throw new SweepStopped('ABORTED');
    if (!isInside(clock())) throw new SweepStopped('WINDOW_CLOSED');
  };
}

/** @throws what ends the whole run */
async function notePhase(core: Core, lease: Lease, index: number, error: unknown): Promise<PhaseProblem> {
  const problem = problemOf(error);
  const { account, _id: sweep, phases } = lease.row;
  core.log.error({ account, sweep, phase: phases[index]?.name, ...problem }, 'A phase could not go on.');
  await lease.breakPhase(index, problem);
  return problem;
}

async function runPhase(phase: Phase, context: PhaseContext): Promise<readonly Erased[]> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await phase.run(context);
    } catch (error) {
      const isChanged = error instanceof SweepStopped && error.cause === 'POLICY_CHANGED';
      if (!isChanged || restarts >= MAX_RESTARTS) throw error;
    }
  }
}

async function giveUp(
  core: Core,
  lease: Lease,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { account, _id: sweep } = lease.row;
  const place = { account, sweep };
  if (isDatabaseAway(error)) {
    core.log.warn(
      { ...place, reason: errorName(error) },
      'The database went away under a sweep, which goes on when it is back.',
    );
    return giveBack(lease, signal);
  }
  switch (error instanceof SweepStopped ? error.cause : null) {
    case 'FENCED':
      core.log.info(place, 'The sweep was canceled or taken over.');
      return 'OVER';
    case 'ABORTED':
      await lease.release();
      return 'OVER';
    case 'WINDOW_CLOSED':
      core.log.info(place, 'The hours of the sweep are over; the next one does what is left.');
      await lease.abandon('CANCELED', 'WINDOW_CLOSED');
      return 'OVER';
    default:
      core.log.error(
        { ...place, reason: errorName(error) },
        'The sweep failed; the next one does what is left.',
      );
      await lease.abandon('FAILED', errorName(error));
      return 'OVER';
  }
}

/** Waits for the database. A process that is stopped meanwhile leaves the sweep to whoever sees its lease run out. */
async function giveBack(lease: Lease, signal: AbortSignal | undefined): Promise<Outcome> {
  while (!signal?.aborted) {
    try {
      await lease.release();
      return 'GIVEN_BACK';
    } catch (error) {
      if (error instanceof SweepStopped) return 'OVER';
      if (!isDatabaseAway(error)) throw error;
      await delay(AWAY_AGAIN_MS);
    }
  }
  return 'OVER';
}
