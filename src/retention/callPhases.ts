import type { RecordClass } from '../domain/sweep.js';
import type { Core } from '../events/core.js';
import { forgetCalls } from './forgetCalls.js';
import { forgetRecordings } from './forgetRecordings.js';
import { forgetThirdParty } from './forgetThirdParty.js';
import { hasDue } from './hasDue.js';
import { createTrouble, eachNumberDue, type Phase } from './phase.js';
import type { Due } from './selectors.js';
import type { Tally } from './tally.js';
import type { ThirdParty } from './thirdParty.js';

const THIRD_PARTY: readonly RecordClass[] = ['THIRD_PARTY_RECORDINGS', 'THIRD_PARTY_CALLS'];

/** The audio that we have, before the rows that tell where it is. */
export const recordings: Phase = {
  name: 'RECORDINGS',
  run: (context) =>
    eachNumberDue(context, async (core, due, tally) => {
      if (await hasDue(core, ['RECORDINGS'], due)) await forgetRecordings(core, due, tally);
      return [];
    }),
};

/** What others have, before the rows that tell by which name. */
export const thirdParties: Phase = {
  name: 'THIRD_PARTY',
  run: (context) =>
    eachNumberDue(context, async (core, due, tally) => {
      if (await hasDue(core, THIRD_PARTY, due)) await forgetThirdParty(core, context.thirdParty, due, tally);
      return [];
    }),
};

export const calls: Phase = {
  name: 'CALLS',
  run: (context) =>
    eachNumberDue(context, async (core, due, tally) => {
      if (await hasDue(core, ['CALLS', ...THIRD_PARTY], due)) await forgetCalls(core, due, tally);
      return [];
    }),
};

/**
 * All three for one number. What is out of reach keeps its row, and holds up nothing else.
 * @throws PhaseBroken at the end
 */
export async function forgetAllCalls(
  core: Core,
  thirdParty: ThirdParty,
  due: Due,
  tally: Tally,
): Promise<void> {
  if (!(await hasDue(core, ['RECORDINGS', 'CALLS', ...THIRD_PARTY], due))) return;
  const trouble = createTrouble();
  await trouble.keep(() => forgetRecordings(core, due, tally));
  await trouble.keep(() => forgetThirdParty(core, thirdParty, due, tally));
  await forgetCalls(core, due, tally);
  trouble.tell();
}
