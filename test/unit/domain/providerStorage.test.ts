import { expect, test } from '@jest/globals';
import {
  PROVIDER_STORAGE_STATUSES,
  storageConflicts,
  type ProviderStorageStatus,
} from '../../../src/domain/number/providerStorage.js';
import type { PiiMode } from '../../../src/domain/policies.js';

const conflictsOf = (mode: PiiMode, days: number | null) =>
  Object.fromEntries(
    PROVIDER_STORAGE_STATUSES.map((status): [ProviderStorageStatus, readonly string[]] => [
      status,
      storageConflicts({ mode, days }, status),
    ]),
  );

test('the provider’s storage disagrees with a mode that keeps less, and with a queue that is none', () => {
  const longer = ['PROVIDER_KEEPS_LONGER'];
  expect(conflictsOf('STORE_INDEFINITE', null)).toEqual({ DEFAULT: [], IN_COUNTRY: [], NO_STORAGE: [] });
  expect(conflictsOf('STORE_X_DAYS', 30)).toEqual({ DEFAULT: [], IN_COUNTRY: [], NO_STORAGE: [] });
  expect(conflictsOf('STORE_X_DAYS', 29)).toEqual({ DEFAULT: longer, IN_COUNTRY: longer, NO_STORAGE: [] });
  expect(conflictsOf('RELAY_ONLY', null)).toEqual({
    DEFAULT: longer,
    IN_COUNTRY: longer,
    NO_STORAGE: ['SHORT_REDELIVERY'],
  });
});
