import { PHASE_OF, type PhaseName, type RecordClass } from '../domain/sweep.js';
import type { Core } from '../events/core.js';
import { countDue } from './countDue.js';
import { dueNow } from './dueNow.js';
import { activeHolds } from './held.js';
import type { SweepRow } from './sweepRow.js';

export type HeldCounts = Readonly<Partial<Record<RecordClass, number>>>;

/**
 * What a run that is at its end has passed by, by phase: what is due as of the run and held. Counted at the end and not
 * batch by batch, so that a run which was killed and continued says the same. Phases without any are missing.
 */
export async function countHeld(core: Core, row: SweepRow): Promise<ReadonlyMap<PhaseName, HeldCounts>> {
  const { account, number = null, kind, asOf } = row;
  const byPhase = new Map<PhaseName, HeldCounts>();
  if ((await activeHolds(core.documents, account)).length === 0) return byPhase;
  const names = new Set(row.phases.map(({ name }) => name));
  for (const { class: recordClass, held } of await countDue(
    core,
    await dueNow(core, account, number, asOf),
  )) {
    const phase = kind === 'NUMBER' ? 'NUMBERS' : PHASE_OF[recordClass];
    if (held > 0 && names.has(phase)) byPhase.set(phase, { ...byPhase.get(phase), [recordClass]: held });
  }
  return byPhase;
}
