import type { Clock } from '../../src/lib/clock.js';

/** A clock that stands still until it is moved. */
export interface TestClock {
  readonly clock: Clock;
  readonly advance: (ms: number) => void;
}

export function createTestClock(start = '2026-01-01T00:00:00.000Z'): TestClock {
  let now = Date.parse(start);
  return {
    clock: () => new Date(now),
    advance: (ms) => {
      now += ms;
    },
  };
}
