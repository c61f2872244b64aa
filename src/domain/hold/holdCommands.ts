import { notFound, type UserError } from '../../lib/errors.js';
import { assertValid } from '../checks.js';
import type { HoldEvent, HoldFacts, HoldState } from './hold.js';

export const MAX_REASON_LENGTH = 500;

/** Why something is held, in the words of whoever holds it. */
export function reasonErrors(reason: string): readonly UserError[] {
  const { length } = reason.trim();
  if (length >= 1 && length <= MAX_REASON_LENGTH) return [];
  const message = `A reason has 1 to ${String(MAX_REASON_LENGTH)} characters.`;
  return [{ field: 'reason', code: 'REASON_INVALID', message }];
}

/** Places a hold. @param payload the sealed reason */
export function placeHold(
  state: HoldState,
  command: { readonly facts: HoldFacts; readonly reason: string; readonly payload: string },
): readonly HoldEvent[] {
  if (state.kind !== 'NONE') return [];
  assertValid(reasonErrors(command.reason));
  return [{ type: 'HoldPlaced', data: command.facts, payload: command.payload }];
}

/** Ends a hold: from then on what is due is erased again. Releasing it once more changes nothing. */
export function releaseHold(state: HoldState): readonly HoldEvent[] {
  if (state.kind === 'NONE') throw notFound('hold');
  return state.kind === 'RELEASED' ? [] : [{ type: 'HoldReleased', data: state.facts }];
}
