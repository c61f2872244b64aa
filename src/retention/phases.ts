import { accountDueCutoff, EVERYTHING, numberCutoff } from '../domain/retentionRules.js';
import { ownerDueCutoff } from '../domain/send/sendLogRules.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { DocumentOperations } from '../events/documents.js';
import { accountPolicy, numberPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { SEND_LOG_SCOPES } from '../projections/sendRows.js';
import { forgetDeliveries, forgetResponses } from './forgetDeliveries.js';
import { forgetKeys, forgetScope, hasDueKeys } from './forgetKeys.js';
import { forgetLogByOwners, forgetLogOfNumber, forgetLogScopes, redactLogOfNumber } from './forgetLog.js';
import { forgetNumber } from './forgetNumber.js';
import { noteErased, recordErased, type Erased } from './ledger.js';
import { readLogPolicies } from './logPolicies.js';
import { readHeld, readHeldNumbers } from './held.js';
import { hasDueChats, hasDueDeliveries } from './hasDue.js';
import type { Due } from './selectors.js';
import type { PhaseName } from '../domain/sweep.js';
import { SweepStopped, type Tally } from './tally.js';

export interface PhaseContext {
  readonly core: Core;
  readonly account: string;
  /** Of a run over one number. */
  readonly number: string | undefined;
  readonly asOf: Date;
  /** The last number that an interrupted run has finished in this phase. */
  readonly after: string | null;
  readonly tally: Tally;
  /** Notes that a number is done. */
  readonly done: (number: string) => Promise<void>;
}

/** One step of a run. Idempotent: what is gone already counts as done. */
export interface Phase {
  readonly name: PhaseName;
  /**
   * Gives what is still to be noted in the ledger, of what it found nothing of: an earlier run that failed may have
   * deleted and not come so far. What this run deletes it notes at once.
   */
  run(context: PhaseContext): Promise<readonly Erased[]>;
}

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

/** What of the ledger is still to be noted comes back, to be noted at once. */
async function eachNumberDue(
  { core, account, asOf, after, tally, done }: PhaseContext,
  forget: (core: Core, due: Due, tally: Tally) => Promise<readonly Erased[]>,
): Promise<readonly Erased[]> {
  const [row, numbers, held] = await Promise.all([
    core.documents.findOne<AccountRow>(COLLECTIONS.accounts, { _id: account, account }),
    // Removed numbers as well: their records are the account's until they are gone.
    core.documents.find<NumberRow>(COLLECTIONS.numbers, { account }, { fields: ['_id'] }),
    readHeldNumbers(core.documents, account),
  ]);
  const cutoff = row && accountDueCutoff(accountPolicy(row), asOf);
  if (!cutoff) return [];
  const unnoted: Erased[] = [];
  for (const number of numbers.map(({ _id }) => _id).sort()) {
    if ((after !== null && number <= after) || held.get(number)?.isAll) continue;
    await tally.checkpoint();
    const due: Due = { account, number, cutoff };
    unnoted.push(...(await forget(core, due, tally)));
    if (tally.hasErased()) await done(number);
  }
  return unnoted;
}

const numbers: Phase = {
  name: 'NUMBERS',
  run: async (context) => {
    const { core, account, number, asOf, tally } = context;
    if (number === undefined) return [];
    const [row, held] = await Promise.all([
      core.documents.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account }),
      readHeld(core.documents, account, number),
    ]);
    const policy = row && numberPolicy(row);
    const cutoff = policy && numberCutoff(policy, asOf);
    if (!cutoff || held.isAll) return [];
    if (policy.mode === 'RELAY_ONLY') {
      await eraseNumber(core, account, number, tally);
      // Of a number that is gone not even that is kept.
      if (row.removedAt) await forgetDeliveries(core, { account, number, cutoff }, tally);
      return [];
    }
    const due: Due = { account, number, cutoff };
    await forgetResponses(core, due, tally);
    const unnoted = await forgetDue(core, due, tally);
    return [...unnoted, ...(await forgetLogOfNumber(core, due, tally))];
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
export async function eraseNumber(core: Core, account: string, number: string, tally: Tally): Promise<void> {
  const guard = async (reader: DocumentOperations): Promise<void> => {
    const row = await reader.findOne<NumberRow>(COLLECTIONS.numbers, { _id: number, account });
    if (row && numberPolicy(row).mode !== 'RELAY_ONLY') throw new SweepStopped('POLICY_CHANGED');
  };
  const due: Due = { account, number, cutoff: EVERYTHING, guard };
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

/** In the order in which they run. */
export const ACCOUNT_PHASES: readonly Phase[] = [webhooks, conversations, apiKeys];
export const NUMBER_PHASES: readonly Phase[] = [numbers];
