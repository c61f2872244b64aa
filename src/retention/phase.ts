import { accountDueCutoff } from '../domain/retentionRules.js';
import type { PhaseName } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { accountPolicy, type AccountRow, type NumberRow } from '../projections/rows.js';
import { readHeldNumbers } from './held.js';
import type { Erased } from './ledger.js';
import { PhaseBroken } from './problems.js';
import type { Due } from './selectors.js';
import type { Tally } from './tally.js';
import type { ThirdParty } from './thirdParty.js';

export interface PhaseContext {
  readonly core: Core;
  readonly thirdParty: ThirdParty;
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
 * Does it for each number, with what is due by the account's retention. What of the ledger is still to be noted comes
 * back, to be noted at once.
 * @throws PhaseBroken after the last number, where one could not go on: the others may be at another provider
 */
export async function eachNumberDue(
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
  const trouble = createTrouble();
  for (const number of numbers.map(({ _id }) => _id).sort()) {
    if ((after !== null && number <= after) || held.get(number)?.isAll) continue;
    await tally.checkpoint();
    const due: Due = { account, number, cutoff };
    await trouble.keep(async () => unnoted.push(...(await forget(core, due, tally))));
    if (tally.hasErased()) await done(number);
  }
  trouble.tell();
  return unnoted;
}

/** Lets work go on after a step that could not, and tells at the end. */
export function createTrouble(): {
  keep(step: () => Promise<unknown>): Promise<void>;
  /** @throws PhaseBroken the first that was kept */
  tell(): void;
} {
  let first: PhaseBroken | undefined;
  return {
    keep: async (step) => {
      try {
        await step();
      } catch (error) {
        if (!(error instanceof PhaseBroken)) throw error;
        first ??= error;
      }
    },
    tell: () => {
      if (first) throw first;
    },
  };
}
