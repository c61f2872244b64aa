import type { Clock } from '../../lib/clock.js';
import { LOOK_EVERY_MS } from './limits.js';

/** One timer for the earliest of many instants. What lies further ahead than the next look is left to that. */
export interface Alarm {
  setAt(at: Date): void;
  setIn(ms: number): void;
  clear(): void;
}

export function createAlarm(ring: () => void, clock: Clock): Alarm {
  let timer: NodeJS.Timeout | null = null;
  let ringsAt = Infinity;
  const clear = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    ringsAt = Infinity;
  };
  const setIn = (ms: number): void => {
    const at = performance.now() + ms;
    if (at >= ringsAt) return;
    clear();
    ringsAt = at;
    timer = setTimeout(() => {
      clear();
      ring();
    }, ms).unref();
  };
  return {
    setAt: (at) => {
      const ms = Math.max(0, at.getTime() - clock().getTime());
      if (ms < LOOK_EVERY_MS) setIn(ms + 1);
    },
    setIn,
    clear,
  };
}
