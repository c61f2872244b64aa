import type { ProviderStorage } from './client.js';
import { isFields, numberAt, objectAt, stringAt } from './fields.js';

const STATUSES: Readonly<Record<string, ProviderStorage['status']>> = {
  NO_STORAGE_ENABLED: 'NO_STORAGE',
  IN_COUNTRY_STORAGE_ENABLED: 'IN_COUNTRY',
};

/**
 * Reads the `storage_configuration` of a number's settings; without one, or switched off, the provider keeps messages as
 * it does by itself. Null where it is no object at all. Never throws.
 */
export function readStorage(body: unknown): ProviderStorage | null {
  if (!isFields(body)) return null;
  const settings = objectAt(body, 'storage_configuration') ?? {};
  const status = STATUSES[stringAt(settings, 'status') ?? ''] ?? 'DEFAULT';
  const minutes = numberAt(settings, 'retention_minutes');
  return {
    status,
    retentionMinutes: status === 'NO_STORAGE' && Number.isSafeInteger(minutes) ? minutes : null,
    region: status === 'IN_COUNTRY' ? stringAt(settings, 'data_localization_region') : null,
  };
}
