import type { ProblemKind } from '../domain/sweep.js';
import { isDatabaseAway } from '../lib/databaseAway.js';
import { errorName } from '../lib/errors.js';
import { SweepStopped } from './tally.js';

/** Why a phase could not do its work at all; the other phases go on. No PII. */
export interface PhaseProblem {
  readonly kind: ProblemKind;
  /** The error's class name: its message may hold PII. */
  readonly reason: string;
}

/** A phase cannot go on, and not for the sake of a single record. */
export class PhaseBroken extends Error {
  override readonly name = 'PhaseBroken';
  constructor(readonly problem: PhaseProblem) {
    super(`The phase cannot go on (${problem.kind}, ${problem.reason}).`);
  }
}

/**
 * What became of a phase that threw. @throws the error itself where it ends the whole run: a database that is away says
 * nothing about a phase
 */
export function problemOf(error: unknown): PhaseProblem {
  if (error instanceof PhaseBroken) return error.problem;
  if (error instanceof SweepStopped || isDatabaseAway(error)) throw error;
  return { kind: 'FAILED', reason: errorName(error) };
}
