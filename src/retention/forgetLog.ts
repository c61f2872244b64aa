import { EVERYTHING } from '../domain/retentionRules.js';
import { DECIDER_OF, ownerDueCutoff } from '../domain/send/sendLogRules.js';
import { DAY_MS, endOfUtcDay, utcDay } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { sendLogScope, sendLogScopePrefix } from '../projections/sendRows.js';
import { recordErased } from './ledger.js';
import { decides, readLogPolicies, type LogPolicies } from './logPolicies.js';
import { redactSends } from './redactSends.js';
import type { Due } from './selectors.js';
import type { Tally } from './tally.js';

/** Redacts what a number's mode has made due in its send log, whatever key it was sent with. */
export async function forgetLogOfNumber(core: Core, due: Due, tally: Tally): Promise<void> {
  const { account, number, cutoff } = due;
  const policies = await readLogPolicies(core, account);
  const apiKeys = [...policies.ownersOf(number).keys()];
  const by = decides(policies, number, core.clock(), 'NUMBER_PII_MODE');
  await redactSends(core, { ...due, apiKeys, by }, tally);
  for (const apiKey of apiKeys) await forgetLogKeys(core, { account, number, cutoff, apiKey });
  await recordErased(core, { kind: 'NUMBER_LOG', account, number, before: cutoff });
}

/** Redacts every entry of a number that still holds PII. The keys are destroyed by {@link forgetLogScopes}. */
export async function redactLogOfNumber(
  core: Core,
  due: Pick<Due, 'account' | 'number' | 'guard'>,
  tally: Tally,
): Promise<void> {
  const by = () => 'NUMBER_PII_MODE' as const;
  await redactSends(core, { ...due, cutoff: EVERYTHING, by }, tally);
}

/** Destroys every key that a number's log entries were sealed with. */
export async function forgetLogScopes(core: Core, account: string, number: string): Promise<void> {
  await core.keyRing.destroyScopes(account, sendLogScopePrefix(number));
  core.vault.forgetCached();
}

/** Redacts in a number's log what the retention of API keys, or the account's, has made due as of `asOf`. */
export async function forgetLogByOwners(
  core: Core,
  policies: LogPolicies,
  { account, number, asOf }: { readonly account: string; readonly number: string; readonly asOf: Date },
  tally: Tally,
): Promise<void> {
  const sealing = new Set(await core.keyRing.scopes(account, sendLogScopePrefix(number)));
  for (const [apiKey, owner] of policies.ownersOf(number)) {
    const cutoff = ownerDueCutoff(owner, asOf);
    if (!cutoff) continue;
    const by = decides(policies, number, core.clock(), DECIDER_OF[owner.kind]);
    await redactSends(core, { account, number, cutoff, apiKeys: [apiKey], by }, tally);
    if (sealing.has(sendLogScope(number, apiKey)))
      await forgetLogKeys(core, { account, number, cutoff, apiKey });
  }
}

/** Destroys the keys of the days that are due as a whole and of which no entry still holds PII. */
async function forgetLogKeys(core: Core, due: Due & { readonly apiKey: string | null }): Promise<void> {
  const { account, number, cutoff, apiKey } = due;
  const scope = sendLogScope(number, apiKey);
  const days = await core.keyRing.days(account, scope, utcDay(cutoff));
  const empty: string[] = [];
  for (const day of days) {
    const end = endOfUtcDay(day);
    const at = { $gte: new Date(end.getTime() - DAY_MS), $lt: end };
    const filter = { account, number, apiKey, at, sealed: true };
    const left = await core.documents.findOne(COLLECTIONS.sendLog, filter, { fields: ['_id'] });
    if (!left) empty.push(day);
  }
  if (empty.length === 0) return;
  await core.keyRing.destroyDays(account, scope, empty);
  core.vault.forgetCached();
}
