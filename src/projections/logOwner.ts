import type { LogOwner } from '../domain/send/sendLogRules.js';
import { accountPolicy, apiKeyPolicy, type AccountRow, type ApiKeyRow } from './rows.js';

/** Keys are revoked and never deleted; should one be missing all the same, nothing sent with it is shown. */
const UNKNOWN_KEY: LogOwner = { kind: 'API_KEY', policy: { days: 0, floor: null } };

/** Whose retention decides over what was sent with this key. */
export function ownerOfKey(key: ApiKeyRow | null): LogOwner {
  return key ? { kind: 'API_KEY', policy: apiKeyPolicy(key) } : UNKNOWN_KEY;
}

/** Whose retention decides over what was sent without a key. */
export function ownerWithoutKey(account: AccountRow): LogOwner {
  return { kind: 'ACCOUNT', policy: accountPolicy(account) };
}
