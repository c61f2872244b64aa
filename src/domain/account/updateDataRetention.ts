import { notFound } from '../../lib/errors.js';
import { assertValid, daysErrors } from '../checks.js';
import { MAX_RETENTION_DAYS, MIN_RETENTION_DAYS } from '../policies.js';
import { accountFloorAfter } from '../retentionRules.js';
import type { AccountEvent, AccountState } from './account.js';

/**
 * Sets how long the account keeps its records: 0 to 1095 days (seeds/data-retention.txt), or null: nothing is
 * swept. What the setting so far had made due stays due (invariant 3).
 */
export function updateDataRetention(
  state: AccountState,
  command: { readonly days: number | null; readonly now: Date },
): readonly AccountEvent[] {
  if (state.kind === 'NONE') throw notFound('account');
  const { days, now } = command;
  if (days !== null) assertValid(daysErrors('days', days, MIN_RETENTION_DAYS, MAX_RETENTION_DAYS));
  if (days === state.policy.days) return [];
  const floor = accountFloorAfter(state.policy, now);
  return [{ type: 'DataRetentionUpdated', data: { from: state.policy.days, to: days, floor } }];
}
