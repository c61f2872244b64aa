import type { Config } from '../config.js';
import { findRunningDatabase } from '../database/findDatabase.js';
import { confirm } from './confirm.js';
import { CommandFailed } from './failure.js';

/**
 * For what bears nobody beside it. An embedded database tells whether a gateway runs on it; of others the operator has
 * to say so.
 * @param isAgreed `--yes`
 * @throws CommandFailed, UsageError
 */
export async function assertNobodyElse({ mongodbUri, dataDir }: Config, isAgreed: boolean): Promise<void> {
  if (mongodbUri !== null) {
    await confirm('Is every gateway stopped that uses this MONGODB_URI?', isAgreed);
    return;
  }
  // Whatever --yes says: here it can be known.
  if ((await findRunningDatabase(dataDir)) !== null)
    throw new CommandFailed(
      'A gateway runs on this data folder. Stop it first: what it would write meanwhile would be missing afterwards.',
    );
}
