import type { ProviderStorage } from '../../schema/types/providerStorage.type.js';
import { storageConflicts } from '../domain/number/providerStorage.js';
import { numberPolicy } from '../projections/rows.js';
import { SendRefused } from '../sending/sendRefused.js';
import type { GraphqlContext } from './context.js';

/**
 * How the provider keeps messages of a number that may be seen; null when it does not tell: no channel, no usable token,
 * or it cannot be reached. A list of numbers is worth showing without it.
 */
export async function providerStorageOf(
  context: GraphqlContext,
  numberId: string,
): Promise<ProviderStorage | null> {
  const number = await context.loaders.number(numberId);
  if (number?.phoneNumberId === undefined) return null;
  try {
    const storage = await context.services.sending.storage(number);
    return { ...storage, conflicts: storageConflicts(numberPolicy(number), storage.status) };
  } catch (error) {
    if (error instanceof SendRefused) return null;
    throw error;
  }
}
