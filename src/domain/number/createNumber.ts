import { assertValid } from '../checks.js';
import type { NumberDetails, NumberEvent, NumberState } from './number.js';
import { detailErrors } from './numberChecks.js';

/**
 * Adds a number; it stores indefinitely until told otherwise (seeds/pii-modes.txt: "(Default)").
 * @param command.secrets the sealed payload with the channels' secrets
 */
export function createNumber(
  state: NumberState,
  command: { readonly details: NumberDetails; readonly secrets: string },
): readonly NumberEvent[] {
  if (state.kind !== 'NONE') return [];
  const details = { ...command.details, name: command.details.name.trim() };
  assertValid(detailErrors(details));
  return [{ type: 'NumberCreated', data: details, payload: command.secrets }];
}
