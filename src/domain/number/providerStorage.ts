import type { NumberPolicy } from '../policies.js';

/**
 * How the provider keeps a number's messages (contracts/whatsapp-cloud.md). `DEFAULT`: its own time, up to 30 days;
 * `IN_COUNTRY`: as long, in one region; `NO_STORAGE`: only while it passes them on.
 */
export const PROVIDER_STORAGE_STATUSES = ['DEFAULT', 'IN_COUNTRY', 'NO_STORAGE'] as const;
export type ProviderStorageStatus = (typeof PROVIDER_STORAGE_STATUSES)[number];

/** In what the provider's storage and the number's PII mode disagree. */
export const STORAGE_CONFLICTS = ['PROVIDER_KEEPS_LONGER', 'SHORT_REDELIVERY'] as const;
export type StorageConflict = (typeof STORAGE_CONFLICTS)[number];

/** What the provider keeps messages for unless it was told otherwise. */
const PROVIDER_DAYS = 30;

/**
 * `PROVIDER_KEEPS_LONGER`: what is forgotten here is still with the provider. `SHORT_REDELIVERY`: under RELAY_ONLY the
 * provider is the queue, and it delivers again for `retentionMinutes` only.
 */
export function storageConflicts(
  { mode, days }: Pick<NumberPolicy, 'mode' | 'days'>,
  status: ProviderStorageStatus,
): readonly StorageConflict[] {
  if (status === 'NO_STORAGE') return mode === 'RELAY_ONLY' ? ['SHORT_REDELIVERY'] : [];
  const isShorterHere = mode === 'RELAY_ONLY' || (mode === 'STORE_X_DAYS' && (days ?? 0) < PROVIDER_DAYS);
  return isShorterHere ? ['PROVIDER_KEEPS_LONGER'] : [];
}
