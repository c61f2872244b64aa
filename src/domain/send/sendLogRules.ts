import { DAY_MS } from '../../lib/clock.js';
import type { ApiKeyPolicy } from '../apiKey/apiKey.js';
import { apiKeyCutoff } from '../apiKey/updateApiKeyRetention.js';
import type { AccountPolicy, Decider, NumberPolicy } from '../policies.js';
import {
  accountDueCutoff,
  accountEnd,
  accountReadCutoff,
  laterCutoff,
  numberCutoff,
  numberEnd,
  type Cutoff,
  type Expiry,
} from '../retentionRules.js';

/**
 * Whose retention decides over the PII of a send-log entry, beside the number's mode: that of the API key it was sent
 * with; where there is none (a person or Chatwoot sent it) the account's takes its place.
 */
export type LogOwner =
  | { readonly kind: 'API_KEY'; readonly policy: ApiKeyPolicy }
  | { readonly kind: 'ACCOUNT'; readonly policy: AccountPolicy };

/** PII of entries of this instant and before may not be read: the strictest of both policies. */
export function sendLogCutoff(owner: LogOwner, number: NumberPolicy, now: Date): Cutoff {
  const own =
    owner.kind === 'API_KEY' ? apiKeyCutoff(owner.policy, now) : accountReadCutoff(owner.policy, now);
  return laterCutoff(own, numberCutoff(number, now));
}

/** What a run for API keys as of `asOf` redacts; where the account decides, with its grace of 2 hours. */
export function ownerDueCutoff(owner: LogOwner, asOf: Date): Cutoff {
  return owner.kind === 'API_KEY' ? apiKeyCutoff(owner.policy, asOf) : accountDueCutoff(owner.policy, asOf);
}

/**
 * When the PII of an entry of `at` goes, and which policy decides that: the earlier one, the number's where both are
 * equal. What went by a floor went at an instant that is not known any more; the floor's own stands for it.
 */
export function sendLogExpiry(owner: LogOwner, number: NumberPolicy, at: Date): Expiry {
  const byNumber = earlier(numberEnd(number, at), floorEnd(number.floor, at));
  const byOwner = earlier(ownerEnd(owner, at), floorEnd(owner.policy.floor, at));
  if (byNumber !== null && (byOwner === null || byNumber <= byOwner))
    return { expiresAt: new Date(byNumber), decidedBy: 'NUMBER_PII_MODE' };
  return byOwner === null
    ? { expiresAt: null, decidedBy: null }
    : { expiresAt: new Date(byOwner), decidedBy: DECIDER_OF[owner.kind] };
}

/** The policy by which an owner's run redacts. */
export const DECIDER_OF: Readonly<Record<LogOwner['kind'], Decider>> = {
  API_KEY: 'API_KEY_RETENTION',
  ACCOUNT: 'ACCOUNT_RETENTION',
};

function ownerEnd({ kind, policy }: LogOwner, at: Date): number | null {
  return kind === 'API_KEY' ? at.getTime() + policy.days * DAY_MS : accountEnd(policy, at);
}

function floorEnd(floor: Cutoff, at: Date): number | null {
  return floor !== null && at <= floor ? floor.getTime() : null;
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
