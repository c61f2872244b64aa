import { accountDueCutoff, numberCutoff } from '../domain/retentionRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import { accountPolicy, numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { forgetAllCalls } from './callPhases.js';
import { erasedOfNumbers } from './ledger.js';
import type { Due } from './selectors.js';
import { createMemoryTally, type Counts, type Tally } from './tally.js';
import type { ThirdParty } from './thirdParty.js';

/**
 * Deletes what a restored backup has brought back of calls and recordings. Their PII is erased before anything is served
 * (ledger.ts); what the object store or a third party may have of them is asked for afterwards, and then their rows go.
 * What the policies of this moment make due is left to the cleanups, which count it: so there is nothing to do but after
 * the restore of a backup with looser ones. What fails is logged, and tried again at the next start.
 * @param next called before each number; may throw to stop
 */
export async function forgetRestored(
  core: Core,
  thirdParty: ThirdParty,
  next: () => Promise<void>,
): Promise<Readonly<Counts>> {
  const tally = createMemoryTally();
  const failing: Tally = {
    ...tally,
    fail: (number, recordId, error) => {
      core.log.warn({ number, recordId, reason: errorName(error) }, 'A record could not be deleted again.');
      return Promise.resolve();
    },
  };
  for await (const due of erasedOfNumbers(core)) {
    await next();
    if (await isDueAnyway(core, due)) continue;
    try {
      await forgetAllCalls(core, thirdParty, due, failing);
    } catch (error) {
      const { account, number } = due;
      core.log.warn({ account, number, reason: errorName(error) }, 'Calls could not be deleted again.');
    }
  }
  return tally.counts;
}

async function isDueAnyway({ documents, clock }: Core, { account, number, cutoff }: Due): Promise<boolean> {
  const [ofAccount, ofNumber] = await Promise.all([
    documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account }),
    documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account }),
  ]);
  const cutoffs = [
    ofAccount && accountDueCutoff(accountPolicy(ofAccount), clock()),
    ofNumber && numberCutoff(numberPolicy(ofNumber), clock()),
  ];
  return cutoffs.some((one) => one !== null && one >= cutoff);
}
