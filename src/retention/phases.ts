import { EVERYTHING, numberCutoff } from '../domain/retentionRules.js';
import { ownerDueCutoff } from '../domain/send/sendLogRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { numberPolicy, type NumberRow } from '../projections/rows.js';
import { SEND_LOG_SCOPES } from '../projections/sendRows.js';
import { calls, forgetAllCalls, recordings, thirdParties } from './callPhases.js';
import { forgetDeliveries, forgetResponses } from './forgetDeliveries.js';
import { forgetKeys, forgetScope, hasDueKeys } from './forgetKeys.js';
import { forgetLogByOwners, forgetLogOfNumber, forgetLogScopes, redactLogOfNumber } from './forgetLog.js';
import { forgetNumber } from './forgetNumber.js';
import { forgetUnusedSecrets } from './forgetSecrets.js';
import { noteErased, recordErased, type Erased } from './ledger.js';
import { readLogPolicies } from './logPolicies.js';
import { readHeld, readHeldNumbers } from './held.js';
import { hasDueChats, hasDueDeliveries } from './hasDue.js';
import { createTrouble, eachNumberDue, type Phase } from './phase.js';
import type { Due } from './selectors.js';
import { SweepStopped, type Tally } from './tally.js';

/**
 * The policy is the one at this moment, not the one when the run was requested: a looser one is respected, and
 * what a tighter one had made due stays so by the floor (invariant 3), even when it changes while this runs.
 */
const conversations: Phase = {
  name: 'CONVERSATIONS',
  run: (context) => eachNumberDue(context, forgetDue),
};

/** Before the conversations: deliveries hold answers that are sealed with their keys. */
const webhooks: Phase = {
  name: 'WEBHOOKS',
  run: (context) =>
    eachNumberDue(context, async (core, due, tally) => {
      if (await hasDueDeliveries(core, due)) await forgetDeliveries(core, due, tally);
      return [];
    }),
};

const numbers: Phase = {
  name: 'NUMBERS',
  run: async (context) => {
    const { core, thirdParty, account, number, asOf, tally } = context;
    if (number === undefined) return [];
    const [row, held] = await Promise.all([
      core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account }),
      readHeld(core.documents, account, number),
    ]);
    const policy = row && numberPolicy(row);
    const cutoff = policy && numberCutoff(policy, asOf);
    if (!cutoff || held.isAll) return [];
    const trouble = createTrouble();
    if (policy.mode === 'RELAY_ONLY') {
      const due = everythingOf(account, number);
      await trouble.keep(() => forgetAllCalls(core, thirdParty, due, tally));
      await eraseNumber(core, due, tally);
      // Of a number that is gone not even that is kept.
      if (row.removedAt) await forgetDeliveries(core, { account, number, cutoff }, tally);
      if (row.removedAt) await forgetUnusedSecrets(core, row);
      trouble.tell();
      return [];
    }
    const due: Due = { account, number, cutoff };
    await trouble.keep(() => forgetAllCalls(core, thirdParty, due, tally));
    await forgetResponses(core, due, tally);
    const unnoted = await forgetDue(core, due, tally);
    const ofLog = await forgetLogOfNumber(core, due, tally);
    // Before what could not go on is told: nothing would be noted then.
    await recordErased(core, ...unnoted, ...ofLog);
    trouble.tell();
    return [];
  },
};

/** The send log by the retention of the keys it was sent with; where there is none, by the account's. */
const apiKeys: Phase = {
  name: 'API_KEYS',
  run: async ({ core, account, asOf, after, tally, done }) => {
    const [policies, sealing, held] = await Promise.all([
      readLogPolicies(core, account),
      core.keyRing.scopes(account, SEND_LOG_SCOPES),
      readHeldNumbers(core.documents, account),
    ]);
    const log = { core, policies, sealing: new Set(sealing), account, asOf };
    for (const { _id: number } of policies.numbers) {
      if ((after !== null && number <= after) || held.get(number)?.isAll) continue;
      await tally.checkpoint();
      await forgetLogByOwners(log, number, tally);
      if (tally.hasErased()) await done(number);
    }
    const erased = [...policies.owners].flatMap(([apiKey, owner]): readonly Erased[] => {
      const before = ownerDueCutoff(owner, asOf);
      return before ? [{ kind: 'KEY_LOG', account, apiKey, before }] : [];
    });
    return noteErased(core, erased, tally.hasErased());
  },
};

async function forgetDue(core: Core, due: Due, tally: Tally): Promise<readonly Erased[]> {
  const [isAnyDue, hasKeys] = await Promise.all([hasDueChats(core, due), hasDueKeys(core, due)]);
  if (isAnyDue) await forgetNumber(core, due, tally);
  if (isAnyDue || hasKeys) await forgetKeys(core, due);
  const { account, number, cutoff: before } = due;
  const erased: Erased = { kind: 'NUMBER', account, number, before };
  return noteErased(core, [erased], isAnyDue || tally.hasErased());
}

/**
 * Erases everything that a number has stored: records, subjects and keys. An append that began before the number
 * was switched may still commit just after; so it is run again a minute later (jobs/recheckNumber.job.ts).
 * @throws SweepStopped when the number stores again: then what is due is another question
 */
async function eraseNumber(core: Core, due: Guarded, tally: Tally): Promise<void> {
  const { account, number, guard } = due;
  await forgetResponses(core, due, tally);
  await forgetNumber(core, due, tally);
  await redactLogOfNumber(core, { account, number, guard }, tally);
  const before = core.clock();
  await guard(core.documents);
  await forgetScope(core, due);
  await forgetLogScopes(core, due);
  await recordErased(
    core,
    { kind: 'NUMBER', account, number, before },
    { kind: 'NUMBER_LOG', account, number, before },
  );
}

type Guarded = Due & Required<Pick<Due, 'guard'>>;

/** All of a number that stores nothing, as long as it does not. */
function everythingOf(account: string, number: string): Guarded {
  const guard: Guarded['guard'] = async (reader) => {
    const row = await reader.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account });
    if (row && numberPolicy(row).mode !== 'RELAY_ONLY') throw new SweepStopped('POLICY_CHANGED');
  };
  return { account, number, cutoff: EVERYTHING, guard };
}

/** In the order in which they run (seeds/data-retention.txt, "Automatic Deletion"). */
export const ACCOUNT_PHASES: readonly Phase[] = [
  recordings,
  thirdParties,
  webhooks,
  calls,
  conversations,
  apiKeys,
];
export const NUMBER_PHASES: readonly Phase[] = [numbers];
