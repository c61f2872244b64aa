import type { NumberEvent, NumberState } from './number.js';
import { liveNumber } from './numberChecks.js';

/** Removes the number; a removed one is as if it had never been there. */
export function removeNumber(state: NumberState): readonly NumberEvent[] {
  liveNumber(state);
  return [{ type: 'NumberRemoved', data: {} }];
}
