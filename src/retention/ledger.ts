import { KEY_COLLECTIONS } from '../events/collections.js';
import type { Core } from '../events/core.js';
import type { Doc } from '../events/documents.js';
import { numberScope } from '../projections/rows.js';
import { forgetResponses } from './forgetDeliveries.js';
import { forgetNumber } from './forgetNumber.js';
import { createMemoryTally, type Counts } from './tally.js';

/** Up to which instant the records of a number were erased. In the key database: restoring the main one keeps it. */
interface LedgerDoc extends Doc {
  readonly account: string;
  readonly scope: string;
  readonly number: string;
  readonly before: Date;
}

/** Notes that everything of the number at or before `before` was erased. */
export async function recordErased(core: Core, account: string, number: string, before: Date): Promise<void> {
  const scope = numberScope(number);
  const filter = { _id: `${account}/${scope}`, account };
  await core.keys.update(KEY_COLLECTIONS.ledger, [
    { filter, setOnInsert: { scope, number }, max: { before }, upsert: true },
  ]);
}

/**
 * Deletes again what a restored backup has brought back: called at start, before anything is served. Costs a few
 * index look-ups a number when there is nothing.
 */
export async function replayLedger(core: Core): Promise<Readonly<Counts>> {
  const tally = createMemoryTally();
  for await (const { account, number, before } of core.keys.stream<LedgerDoc>(KEY_COLLECTIONS.ledger, {})) {
    await forgetResponses(core, { account, number, cutoff: before }, tally);
    await forgetNumber(core, { account, number, cutoff: before }, tally);
  }
  const { counts } = tally;
  if (tally.hasDeleted())
    core.log.warn(
      { ...counts },
      'Records that had been erased were in the database again, as after a restore: erased anew.',
    );
  return counts;
}
