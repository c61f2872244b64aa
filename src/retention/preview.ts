import type { Core } from '../events/core.js';
import { countDue, type CountedClass } from './countDue.js';
import { planRun, type RetentionChange } from './planRun.js';

export interface RetentionPreview {
  readonly asOf: Date;
  /** When the next run would delete this; null: no run is due under these settings. */
  readonly nextRunAt: Date | null;
  readonly classes: readonly CountedClass[];
}

/**
 * What a run right after the change would erase, from the very selector that the run uses, less what is held; without a
 * change, what the account's next sweep would. The change itself must have been checked by the domain's rules.
 * @throws LetheError NOT_FOUND for an account, number or API key that is not there
 */
export async function retentionPreview(
  core: Core,
  account: string,
  change?: RetentionChange,
): Promise<RetentionPreview> {
  const asOf = core.clock();
  const { due, nextRunAt } = await planRun(core, account, change, asOf);
  return { asOf, nextRunAt, classes: await countDue(core, due) };
}
