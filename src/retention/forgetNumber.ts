import type { Core } from '../events/core.js';
import { forgetMessages } from './forgetMessages.js';
import { forgetStatuses } from './forgetStatuses.js';
import { forgetSubjects } from './forgetSubjects.js';
import type { Due } from './selectors.js';
import type { Tally } from './tally.js';

/** Deletes every due chat record of a number; subjects last, for messages need theirs as long as they are there. */
export async function forgetNumber(core: Core, due: Due, tally: Tally): Promise<void> {
  await forgetMessages(core, due, tally);
  await forgetStatuses(core, due, tally);
  await forgetSubjects(core, due, tally);
}
