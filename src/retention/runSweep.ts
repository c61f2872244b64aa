import { errorName } from '../lib/errors.js';
import type { Core } from '../events/core.js';
import { finishForgetting } from './forgetSubjects.js';
import { recordErased, type Erased } from './ledger.js';
import { claimSweep, type Lease } from './lease.js';
import { ACCOUNT_PHASES, NUMBER_PHASES, type Phase, type PhaseContext } from './phases.js';
import type { SweepRef } from './sweepRow.js';
import { SweepStopped } from './tally.js';

export interface SweepHooks {
  /** Aborted when the process stops: the sweep is given back and continued later. */
  readonly signal?: AbortSignal | undefined;
  /** Called between batches. */
  readonly beat?: (() => Promise<void>) | undefined;
  /** Called when the row has changed. */
  readonly changed: () => void;
}

/** How often a phase starts over because a policy changed under it; a further change is the next run's. */
const MAX_RESTARTS = 3;

/**
 * Runs a sweep to its end, from where an earlier worker left it.
 * @returns whether this call ran it; false: it is finished, or in somebody else's hands
 */
export async function runSweep(core: Core, ref: SweepRef, hooks: SweepHooks): Promise<boolean> {
  // What an earlier run began to forget is finished meanwhile: that needs no lease.
  const finishing = finishForgetting(core, ref.account);
  finishing.catch(() => undefined);
  const lease = await claimSweep(core, ref);
  if (!lease) return false;
  hooks.changed();
  try {
    await finishing;
    await recordErased(core, ...(await runPhases(core, lease, hooks)));
    await lease.finish('COMPLETED');
  } catch (error) {
    await giveUp(core, lease, error);
  } finally {
    hooks.changed();
  }
  return true;
}

async function runPhases(core: Core, lease: Lease, hooks: SweepHooks): Promise<readonly Erased[]> {
  const { row } = lease;
  const { account, asOf, cursor } = row;
  const checkpoint = async (): Promise<void> => {
    if (hooks.signal?.aborted) throw new SweepStopped('ABORTED');
    hooks.changed();
    await hooks.beat?.();
  };
  const unnoted: Erased[] = [];
  const known = row.kind === 'ACCOUNT' ? ACCOUNT_PHASES : NUMBER_PHASES;
  for (const [index, { name }] of row.phases.entries()) {
    const phase = known.find((candidate) => candidate.name === name);
    if (!phase || index < cursor.phase) continue;
    const counter = lease.tally(index, checkpoint);
    const found = await runPhase(phase, {
      core,
      account,
      number: row.number,
      asOf,
      after: index === cursor.phase ? cursor.number : null,
      tally: counter,
      done: (number) => lease.moveTo({ phase: index, number }),
    });
    unnoted.push(...found);
    if (counter.hasErased()) await lease.moveTo({ phase: index + 1, number: null });
  }
  return unnoted;
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

async function giveUp(core: Core, lease: Lease, error: unknown): Promise<void> {
  const { account, _id: sweep } = lease.row;
  if (error instanceof SweepStopped && error.cause === 'FENCED') {
    core.log.info({ account, sweep }, 'The sweep was canceled or taken over.');
    return;
  }
  if (error instanceof SweepStopped && error.cause === 'ABORTED') {
    await lease.release();
    return;
  }
  core.log.error(
    { account, sweep, reason: errorName(error) },
    'The sweep failed; the next one does what is left.',
  );
  await lease.finish('FAILED', errorName(error));
}
