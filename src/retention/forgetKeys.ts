import { endOfUtcDay, utcDay } from '../lib/clock.js';
import { COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import { numberScope } from '../projections/rows.js';
import { withinDay, type Due } from './selectors.js';

/**
 * Destroys the data keys of the days that are due as a whole and of which no message is left: from then on not
 * even a copy of the database made before can be read. Gives how many days.
 */
export async function forgetKeys(core: Core, { account, number, cutoff }: Due): Promise<number> {
  const scope = numberScope(number);
  const days = await core.keyRing.days(account, scope, utcDay(cutoff));
  const empty: string[] = [];
  for (const day of days) {
    const left = await core.documents.findOne(
      COLLECTIONS.messages,
      { account, number, at: withinDay(endOfUtcDay(day)) },
      { fields: ['_id'] },
    );
    if (!left) empty.push(day);
  }
  if (empty.length === 0) return 0;
  await core.keyRing.destroyDays(account, scope, empty);
  core.vault.forgetCached();
  return empty.length;
}

/** Whether there is a key of a day that is due as a whole. */
export async function hasDueKeys({ keyRing }: Core, { account, number, cutoff }: Due): Promise<boolean> {
  return (await keyRing.days(account, numberScope(number), utcDay(cutoff))).length > 0;
}

/** Destroys every key and every subject of a number: whatever of it is left anywhere is unreadable. */
export async function forgetScope(core: Core, account: string, number: string): Promise<void> {
  const scope = numberScope(number);
  await core.keyRing.destroy(account, scope);
  await core.subjects.destroyScope(account, scope);
  core.vault.forgetCached();
}
