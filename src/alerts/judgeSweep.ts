import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { DAY_MS } from '../lib/clock.js';
import type { PhaseCounts, SweepFailureRow, SweepRow } from '../retention/sweepRow.js';
import type { IncidentPlace, Trouble } from './incidentRow.js';
import type { Incidents } from './incidents.js';

/** Single records that fail for so long do not mend by themselves. */
const LASTING_MS = DAY_MS;

/** Tells from a run that has ended what is wrong and what is well again. */
export async function judgeSweep(core: Core, incidents: Incidents, row: SweepRow): Promise<void> {
  const { account, number = null, state, reason = 'Error', _id: sweep, startedAt } = row;
  // One that was stopped says nothing.
  if (state !== 'COMPLETED' && state !== 'FAILED') return;
  const run: IncidentPlace = { what: 'RUN', number };
  const began = { sweep, ...(startedAt && { since: startedAt }) };
  if (state === 'FAILED' && row.phases.every(({ problem }) => !problem)) {
    await incidents.report(account, run, { kind: 'BROKEN_OFF', reason, ...began });
    return;
  }
  await incidents.resolve(account, run);
  for (const phase of row.phases) {
    const place: IncidentPlace = { what: phase.name, number };
    const trouble = troubleOf(phase);
    const failing = phase.failed > 0 ? await sinceOf(core, row, phase) : {};
    if (trouble) await incidents.report(account, place, { ...began, ...trouble, ...failing });
    else if (phase.failed === 0) await incidents.resolve(account, place);
    // With some done and some not, what was wrong is neither over nor begun, as long as that does not last.
    else if (isLasting(failing.since, core.clock()))
      await incidents.report(account, place, { ...began, ...lasting(phase), ...failing });
  }
}

function troubleOf({ problem, failed, deleted, redacted }: PhaseCounts): Trouble | null {
  if (problem) return problem;
  if (failed > 0 && deleted + redacted === 0)
    return { kind: 'NO_PROGRESS', reason: `${String(failed)} failed` };
  return null;
}

function isLasting(since: Date | undefined, now: Date): boolean {
  return since !== undefined && now.getTime() - since.getTime() >= LASTING_MS;
}

function lasting({ failed }: PhaseCounts): Trouble {
  return { kind: 'LASTING', reason: `${String(failed)} failed` };
}

/** Since when the first of a phase's records has failed. */
async function sinceOf(
  { documents }: Core,
  { account, _id: sweep }: SweepRow,
  { name: phase }: PhaseCounts,
): Promise<{ readonly since?: Date }> {
  const first = await documents.findOne<SweepFailureRow>(
    COLLECTIONS.sweepFailures,
    { account, sweep, phase },
    { sort: { since: 1 } },
  );
  return first ? { since: first.since } : {};
}
