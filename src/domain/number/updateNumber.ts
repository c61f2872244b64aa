import { assertValid } from '../checks.js';
import type { NumberDetails, NumberEvent, NumberState, Telephony } from './number.js';
import { detailErrors, liveNumber } from './numberChecks.js';

/**
 * Changes what is given and leaves the rest.
 * @param command.secrets the payload that replaces the present one; null: the secrets stay
 */
export function updateNumber(
  state: NumberState,
  command: { readonly details: Partial<NumberDetails>; readonly secrets: string | null },
): readonly NumberEvent[] {
  const { details } = liveNumber(state);
  const wanted: NumberDetails = { ...details, ...command.details };
  const next = { ...wanted, name: wanted.name.trim() };
  assertValid(detailErrors(next));
  const changed = (Object.keys(details) as (keyof NumberDetails)[]).filter(
    (key) => !isSame(details[key], next[key]),
  );
  if (changed.length === 0 && command.secrets === null) return [];
  const data = {
    from: pick(details, changed),
    to: pick(next, changed),
    areSecretsReplaced: command.secrets !== null,
  };
  return [{ type: 'NumberUpdated', data, ...(command.secrets !== null && { payload: command.secrets }) }];
}

function pick(details: NumberDetails, keys: readonly (keyof NumberDetails)[]): Partial<NumberDetails> {
  return Object.fromEntries(keys.map((key) => [key, details[key]]));
}

function isSame(a: string | Telephony | null, b: string | Telephony | null): boolean {
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return a === b;
  return a.accountSid === b.accountSid && a.recordings === b.recordings;
}
