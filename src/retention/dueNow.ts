import { numberCutoff } from '../domain/retentionRules.js';
import { RECORD_CLASSES } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { numberPolicy, type NumberRow } from '../projections/rows.js';
import { readLogPolicies } from './logPolicies.js';
import { planRun, type RunPlan } from './planRun.js';

/**
 * What is due at a moment, this one by default, as things stand: by the account's retention and its API keys', or by one number's mode.
 * @throws LetheError NOT_FOUND for an account that is not there
 */
export async function dueNow(
  core: Core,
  account: string,
  number: string | null,
  now: Date = core.clock(),
): Promise<RunPlan['due']> {
  if (number === null) return (await planRun(core, account, undefined, now)).due;
  const row = await core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account });
  const cutoff = row && numberCutoff(numberPolicy(row), now);
  if (!cutoff) return [];
  const policies = await readLogPolicies(core, account);
  const apiKeys = [...policies.ownersOf(number).keys()];
  const classes = RECORD_CLASSES.filter((name) => name !== 'DELIVERIES');
  return [{ account, number, cutoff, apiKeys, classes }];
}
