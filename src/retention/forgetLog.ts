import { EVERYTHING } from '../domain/retentionRules.js';
import { DECIDER_OF, ownerDueCutoff } from '../domain/send/sendLogRules.js';
import { endOfUtcDay } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { apiKeyOfScope, sendLogScope, sendLogScopePrefix } from '../projections/sendRows.js';
import { wholeDays } from './forgetKeys.js';
import { hasDueSends } from './hasDue.js';
import { noteErased, type Erased } from './ledger.js';
import { decides, readLogPolicies, type LogPolicies } from './logPolicies.js';
import { redactSends } from './redactSends.js';
import { isAnythingHeld } from './held.js';
import { heldOf, withinDay, type Due } from './selectors.js';
import type { Tally } from './tally.js';

/** Redacts what a number's mode has made due in its send log, whatever key it was sent with. */
export async function forgetLogOfNumber(core: Core, due: Due, tally: Tally): Promise<readonly Erased[]> {
  const { account, number, cutoff } = due;
  const policies = await readLogPolicies(core, account);
  const apiKeys = [...policies.ownersOf(number).keys()];
  const by = decides(policies, number, core.clock(), 'NUMBER_PII_MODE');
  const log = { ...due, apiKeys, by };
  const isAnyDue = await hasDueSends(core, log);
  if (isAnyDue) await redactSends(core, log, tally);
  for (const apiKey of apiKeys) await forgetLogKeys(core, { account, number, cutoff, apiKey });
  const erased: Erased = { kind: 'NUMBER_LOG', account, number, before: cutoff };
  return noteErased(core, [erased], isAnyDue || tally.hasErased());
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

/** Destroys every key that a number's log entries were sealed with, but those of entries that are held. */
export async function forgetLogScopes(core: Core, due: Due): Promise<void> {
  const { account, number } = due;
  const prefix = sendLogScopePrefix(number);
  if (isAnythingHeld(await heldOf(core.documents, due))) {
    for (const scope of await core.keyRing.scopes(account, prefix))
      await forgetLogKeys(core, { ...due, apiKey: apiKeyOfScope(number, scope) });
    return;
  }
  await core.keyRing.destroyScopes(account, prefix);
  core.vault.forgetCached();
}

/** The send logs of an account, for a run by the retention of its API keys. */
export interface LogRun {
  readonly core: Core;
  readonly policies: LogPolicies;
  /** Scopes that still have a key. */
  readonly sealing: ReadonlySet<string>;
  readonly account: string;
  readonly asOf: Date;
}

/** Redacts in a number's log what the retention of API keys, or the account's, has made due. */
export async function forgetLogByOwners(run: LogRun, number: string, tally: Tally): Promise<void> {
  const { core, policies, sealing, account, asOf } = run;
  const owners = [...policies.ownersOf(number)].flatMap(([apiKey, owner]) => {
    const cutoff = ownerDueCutoff(owner, asOf);
    return cutoff ? [{ apiKey, owner, due: { account, number, cutoff, apiKeys: [apiKey] } }] : [];
  });
  const haveDue = await Promise.all(owners.map(({ due }) => hasDueSends(core, due)));
  for (const [index, { apiKey, owner, due }] of owners.entries()) {
    if (haveDue[index]) {
      const by = decides(policies, number, core.clock(), DECIDER_OF[owner.kind]);
      await redactSends(core, { ...due, by }, tally);
    }
    if (sealing.has(sendLogScope(number, apiKey))) await forgetLogKeys(core, { ...due, apiKey });
  }
}

/** Destroys the keys of the days that are due as a whole and of which no entry still holds PII. */
async function forgetLogKeys(core: Core, due: Due & { readonly apiKey: string | null }): Promise<void> {
  const { account, number, cutoff, apiKey } = due;
  const scope = sendLogScope(number, apiKey);
  const days = await core.keyRing.days(account, scope, wholeDays(cutoff));
  const empty: string[] = [];
  for (const day of days) {
    const filter = { account, number, apiKey, at: withinDay(endOfUtcDay(day)), sealed: true };
    const left = await core.documents.findOne(COLLECTIONS.sendLog, filter, { fields: ['_id'] });
    if (!left) empty.push(day);
  }
  if (empty.length === 0) return;
  await core.keyRing.destroyDays(account, scope, empty);
  core.vault.forgetCached();
}
