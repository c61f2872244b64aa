import { assertValid, daysErrors, nameErrors } from '../checks.js';
import { MAX_PII_RETENTION_DAYS } from '../policies.js';
import type { ApiKeyCreated, ApiKeyEvent, ApiKeyState } from './apiKey.js';

/** Makes a key, bound to a number or (null) to the account. The secret itself never comes here. */
export function createApiKey(state: ApiKeyState, command: ApiKeyCreated['data']): readonly ApiKeyEvent[] {
  if (state.kind !== 'NONE') return [];
  assertValid(
    nameErrors('name', command.name),
    daysErrors('retentionDays', command.retentionDays, 0, MAX_PII_RETENTION_DAYS),
  );
  return [{ type: 'ApiKeyCreated', data: { ...command, name: command.name.trim() } }];
}
