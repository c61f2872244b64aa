import type { ErasureTarget } from '../domain/erasure/erasure.js';
import type { Actor } from '../domain/events.js';
import type { Directory } from '../projections/directory.js';
import type { ChatwootClient } from '../relay/chatwoot/chatwootClient.js';
import { eraseCalls } from '../retention/erase/eraseCalls.js';
import { eraseContacts } from '../retention/erase/eraseContacts.js';
import { eraseFiles } from '../retention/erase/eraseFiles.js';
import { eraseMessages } from '../retention/erase/eraseMessages.js';
import { eraseSends } from '../retention/erase/eraseSends.js';
import { eraseStatuses } from '../retention/erase/eraseStatuses.js';
import type { ErasedIdentity } from '../retention/erase/erasureRow.js';
import type { ErasureWork, PassedBy } from '../retention/erase/work.js';
import type { ThirdParty } from '../retention/thirdParty.js';
import { cancelQueued } from './cancelQueued.js';
import { eraseInChatwoot } from './chatwootTarget.js';
import { eraseAtThirdParty } from './thirdPartyTarget.js';
import { done, failedWith, HELD, waiting, type Outcome } from './outcome.js';

export interface StepContext {
  readonly directory: Directory;
  readonly client: ChatwootClient;
  readonly thirdParty: ThirdParty;
  readonly work: ErasureWork;
  readonly identity: ErasedIdentity;
  readonly by: Actor;
}

/** A part of an erasure, and the targets whose status it decides. Idempotent: what is gone already counts as done. */
export interface Step {
  readonly targets: readonly ErasureTarget[];
  run(context: StepContext): Promise<Outcome>;
}

function local(targets: readonly ErasureTarget[], erase: (work: ErasureWork) => Promise<PassedBy>): Step {
  return { targets, run: async ({ work }) => ((await erase(work)).isHeld ? HELD : done()) };
}

const files: Step = {
  targets: ['MEDIA'],
  run: async ({ work }) => {
    const { left, error } = await eraseFiles(work);
    if (left === 0) return done();
    return error === null ? waiting('BEING_WRITTEN') : failedWith(error);
  },
};

/**
 * In this order: who they are first, so that nothing can be read or come in any more; Chatwoot last, when nobody can tell it
 * anything of them any more.
 */
export const STEPS: readonly Step[] = [
  local(['CONVERSATIONS'], eraseContacts),
  { targets: ['QUEUED_SENDS'], run: ({ work, by }) => cancelQueued(work, by) },
  local(['SEND_LOG'], eraseSends),
  // Together: the messages tell what else there is.
  local(['MESSAGES', 'STATUSES', 'DELIVERIES'], async (work) => {
    const [known, unknown] = [await eraseMessages(work), await eraseStatuses(work)];
    return { isHeld: known.isHeld || unknown.isHeld };
  }),
  // Before the files: it dooms the copies.
  local(['RECORDINGS', 'CALLS'], eraseCalls),
  files,
  {
    targets: ['THIRD_PARTY'],
    run: ({ thirdParty, work }) => eraseAtThirdParty(thirdParty, work),
  },
  {
    targets: ['CHATWOOT'],
    run: ({ directory, client, work, identity }) => eraseInChatwoot({ directory, client }, work, identity),
  },
];
