import { DAY_MS } from '../../lib/clock.js';
import { notFound } from '../../lib/errors.js';
import { assertValid, daysErrors } from '../checks.js';
import { MAX_PII_RETENTION_DAYS } from '../policies.js';
import { laterCutoff, type Cutoff } from '../retentionRules.js';
import type { ApiKeyEvent, ApiKeyPolicy, ApiKeyState } from './apiKey.js';

/** Sets how many days the key's send log keeps PII; what was due so far stays due (invariant 3). */
export function updateApiKeyRetention(
  state: ApiKeyState,
  command: { readonly days: number; readonly now: Date },
): readonly ApiKeyEvent[] {
  if (state.kind !== 'LIVE') throw notFound('API key');
  const { days, now } = command;
  assertValid(daysErrors('retentionDays', days, 0, MAX_PII_RETENTION_DAYS));
  if (days === state.policy.days) return [];
  const floor = apiKeyCutoff(state.policy, now);
  return [{ type: 'ApiKeyRetentionUpdated', data: { from: state.policy.days, to: days, floor } }];
}

/** PII of sends at or before this instant is out; 0 days leave nothing of what was sent until now. */
export function apiKeyCutoff(policy: ApiKeyPolicy, now: Date): Cutoff {
  return laterCutoff(new Date(now.getTime() - policy.days * DAY_MS), policy.floor);
}
