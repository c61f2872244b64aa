import type { RecordClass } from '../domain/sweep.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { errorName } from '../lib/errors.js';
import { dueNow } from '../retention/dueNow.js';
import { countDue } from '../retention/countDue.js';
import type { IncidentRow } from './incidentRow.js';

export type Left = readonly { readonly class: RecordClass | 'FILES'; readonly count: number }[];

/**
 * How many records of each class are due and still there, and files of such that are gone (nobody can open these any
 * more); null: they could not be counted.
 */
export async function countLeft(core: Core, { account, place }: IncidentRow): Promise<Left | null> {
  // What an erasure has not reached is elsewhere: it is told by its targets.
  if (place.erasure !== undefined) return [];
  try {
    const ofNumber = place.number === null ? {} : { number: place.number };
    const doomed = { account, state: 'DOOMED', ...ofNumber };
    const files = { class: 'FILES', count: await core.documents.count(COLLECTIONS.media, doomed) } as const;
    const classes = await countDue(core, await dueNow(core, account, place.number));
    return [...classes, files].filter(({ count }) => count > 0);
  } catch (error) {
    core.log.warn({ account, reason: errorName(error) }, 'What is due could not be counted.');
    return null;
  }
}
