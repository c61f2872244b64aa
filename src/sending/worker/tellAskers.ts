import type { Core } from '../../events/core.js';
import type { Fleet } from '../../instances/fleet.js';
import { rowsOfCommits } from './due.js';
import { LOOK_EVERY_MS } from './limits.js';

/**
 * Wakes the process that asks for a number's sends when this one has queued some. What falls due later than the next
 * look of that one is left to it.
 * @returns the way to stop
 */
export function tellAskers({ store, clock }: Core, fleet: Fleet): () => void {
  return store.onAppended((commits) => {
    const now = clock().getTime();
    const dueIn = new Map<string, number>();
    for (const { number, dueAt } of rowsOfCommits(commits)) {
      if (fleet.asksFor(number)) continue;
      const ms = Math.max(0, dueAt.getTime() - now);
      dueIn.set(number, Math.min(ms, dueIn.get(number) ?? Infinity));
    }
    for (const [number, ms] of dueIn) {
      if (ms === 0) fleet.wake('sends', number);
      else if (ms < LOOK_EVERY_MS) setTimeout(fleet.wake, ms + 1, 'sends', number).unref();
    }
  });
}
