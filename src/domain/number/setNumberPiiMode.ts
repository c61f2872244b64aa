import type { UserError } from '../../lib/errors.js';
import { assertValid, daysErrors } from '../checks.js';
import { MAX_PII_RETENTION_DAYS, PII_MODES } from '../policies.js';
import { numberFloorAfter } from '../retentionRules.js';
import type { ModeSetting, NumberEvent, NumberState } from './number.js';
import { liveNumber } from './numberChecks.js';

/**
 * Sets the PII mode (seeds/pii-modes.txt: `STORE_X_DAYS` with "piiRetentionDays, required integer > 0"). What
 * the mode so far had made due stays due; leaving RELAY_ONLY brings nothing back (invariant 3).
 */
export function setNumberPiiMode(
  state: NumberState,
  command: ModeSetting & { readonly now: Date },
): readonly NumberEvent[] {
  const { policy } = liveNumber(state);
  const { mode, days, now } = command;
  assertValid(modeErrors({ mode, days }));
  if (mode === policy.mode && days === policy.days) return [];
  const from = { mode: policy.mode, days: policy.days };
  return [{ type: 'PiiModeSet', data: { from, to: { mode, days }, floor: numberFloorAfter(policy, now) } }];
}

/** What is wrong with a mode and its days. */
export function modeErrors({ mode, days }: ModeSetting): readonly UserError[] {
  // REST and older clients send any string: the type is what we hope for.
  if (!PII_MODES.includes(mode)) {
    const message = `The mode is one of ${PII_MODES.join(', ')}.`;
    return [{ field: 'mode', code: 'MODE_INVALID', message }];
  }
  if (mode === 'STORE_X_DAYS') return daysErrors('piiRetentionDays', days, 1, MAX_PII_RETENTION_DAYS);
  if (days === null) return [];
  const message = 'piiRetentionDays goes with STORE_X_DAYS only.';
  return [{ field: 'piiRetentionDays', code: 'DAYS_NOT_ALLOWED', message }];
}
