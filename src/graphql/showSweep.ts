import type { Sweep, SweepPhase } from '../../schema/types/sweep.type.js';
import type { RecordClass } from '../domain/sweep.js';
import type { PhaseCounts, SweepRow } from '../retention/sweepRow.js';

export function showSweep(row: SweepRow): Sweep {
  const { _id: id, kind, trigger, state, asOf, createdAt, startedAt, finishedAt } = row;
  return {
    id,
    kind,
    trigger,
    state,
    asOf,
    createdAt,
    startedAt,
    finishedAt,
    phases: row.phases.map(showPhase),
    failureCount: row.failures,
    reason: row.reason ?? null,
    numberId: row.number ?? null,
  };
}

function showPhase({
  name,
  deleted,
  redacted,
  failed,
  problem,
  classes,
  held = {},
}: PhaseCounts): SweepPhase {
  const byClass = Object.entries(classes) as [RecordClass, number][];
  return {
    name,
    deleted,
    redacted,
    failed,
    held: Object.values(held).reduce((sum, count) => sum + count, 0),
    problem: problem?.kind ?? null,
    classes: byClass.map(([recordClass, count]) => ({
      class: recordClass,
      deleted: recordClass === 'SEND_LOG' ? 0 : count,
      redacted: recordClass === 'SEND_LOG' ? count : 0,
      held: held[recordClass] ?? 0,
    })),
  };
}
