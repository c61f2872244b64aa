import { chatReadCutoff, isReadable } from '../../domain/retentionRules.js';
import type { Core } from '../../events/core.js';
import type { Directory } from '../../projections/directory.js';
import { accountPolicy, numberPolicy, type NumberRow } from '../../projections/rows.js';

/** The number, when something of `at` may be shown of it at this moment; else null. */
export async function readablePlace(
  core: Core,
  directory: Directory,
  account: string,
  numberId: string,
  at: Date,
): Promise<NumberRow | null> {
  const [accountRow, number] = await Promise.all([
    directory.account(account),
    directory.number(account, numberId),
  ]);
  if (!accountRow || !number) return null;
  const cutoff = chatReadCutoff(accountPolicy(accountRow), numberPolicy(number), core.clock());
  return isReadable(at, cutoff) ? number : null;
}
