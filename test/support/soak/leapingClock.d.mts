export interface Leaps {
  /** The machine's time from which on it leaps; milliseconds since 1970. */
  readonly startMs: number;
  /** How long (ms) from one leap to the next. */
  readonly everyMs: number;
  /** How far (ms) it leaps. */
  readonly leapMs: number;
}

/** @returns the clock; @param machineMs another moment than now, by the machine’s time */
export function createLeapingClock(leaps: Leaps): (machineMs?: number) => Date;
