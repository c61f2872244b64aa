import type { SweepWindow } from '../domain/account/sweepWindow.js';
import type { Actor } from '../domain/events.js';
import type { Doc } from '../events/documents.js';
import type { ProcessRef } from '../lib/processRef.js';
import type { HeldCounts } from './countHeld.js';
import type { IdsSum } from './receipts/erasedIds.js';
import type { PhaseProblem } from './problems.js';
import { noCounts } from '../domain/sweep.js';
import type { PhaseName, RecordClass, SweepKind, SweepState, SweepTrigger } from '../domain/sweep.js';

/** What a phase has done so far; counted in the transactions that did it, so that a crash changes no count. */
export interface PhaseCounts {
  readonly name: PhaseName;
  readonly deleted: number;
  readonly redacted: number;
  /** Records that could not be deleted or redacted in this run; see {@link SweepFailureRow}. */
  readonly failed: number;
  /** Both by class: records of `SEND_LOG` are redacted, all others deleted. */
  readonly classes: Readonly<Record<RecordClass, number>>;
  /** What is due and was passed by, for it was held when the run ended; absent: nothing. */
  readonly held?: HeldCounts;
  /** It could not do its work; the next run does what is left. */
  readonly problem?: PhaseProblem;
}

/** One run of the cleanup: over an account, or over one number for its PII mode. */
export interface SweepRow extends Doc {
  readonly account: string;
  readonly kind: SweepKind;
  /** Of kind `NUMBER`. */
  readonly number?: string;
  readonly trigger: SweepTrigger;
  readonly by: Actor;
  /** In which hours alone it runs; absent: nobody bound it. */
  readonly window?: SweepWindow;
  readonly state: SweepState;
  /** Present until it is finished (a partial index is on it). */
  readonly open?: true;
  /** The instant by which records are due; frozen when it is requested. */
  readonly asOf: Date;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Rises with each worker that takes the run over: what an earlier one still writes is refused. */
  readonly fence: number;
  /** Until then nobody else takes it over. */
  readonly leaseUntil: Date | null;
  /** Who runs it, or ran it last. */
  readonly worker?: ProcessRef;
  /** Where it is: phases and numbers before this are done. */
  readonly cursor: SweepCursor;
  readonly phases: readonly PhaseCounts[];
  /** Records that failed in this run. */
  readonly failures: number;
  /** Of the ids of all that was erased; grows in the transactions that erase. Absent in runs of older versions. */
  readonly erasedIds?: IdsSum;
  /** Why it failed as a whole: the error's class name. */
  readonly reason?: string;
}

export interface SweepCursor {
  /** Index into `phases`. */
  readonly phase: number;
  /** The last number that is done in this phase, in the order of ids. */
  readonly number: string | null;
}

/** A record that could not be deleted; tried again by each later run, and removed when that succeeds. */
export interface SweepFailureRow extends Doc {
  readonly account: string;
  readonly phase: PhaseName;
  readonly number: string;
  readonly recordId: string;
  /** The error's class name: its message may hold PII. */
  readonly reason: string;
  /** When it failed first. */
  readonly since: Date;
  /** The latest run in which it failed. */
  readonly sweep: string;
}

export function isFinished({ state }: Pick<SweepRow, 'state'>): boolean {
  return state !== 'QUEUED' && state !== 'RUNNING';
}

export function emptyCounts(name: PhaseName): PhaseCounts {
  return {
    name,
    deleted: 0,
    redacted: 0,
    failed: 0,
    classes: noCounts(),
  };
}

/** Which sweep, and whose. */
export interface SweepRef {
  readonly account: string;
  readonly sweep: string;
}
