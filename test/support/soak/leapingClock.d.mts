export interface Leaps {
  /** The moments at which it leaps, one a line, by the machine's time; milliseconds since 1970. */
  readonly file: string;
  /** How far (ms) it leaps. */
  readonly leapMs: number;
}

/** @returns the clock; @param machineMs another moment than now, by the machine’s time */
export function createLeapingClock(leaps: Leaps): (machineMs?: number) => Date;
