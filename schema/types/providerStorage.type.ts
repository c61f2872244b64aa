import { Field, Int, ObjectType } from 'type-graphql';
import {
  PROVIDER_STORAGE_STATUSES,
  STORAGE_CONFLICTS,
  type ProviderStorageStatus,
  type StorageConflict,
} from '../../src/domain/number/providerStorage.js';
import { enumOf } from './enumOf.js';

const simpleResolvers = true;

const StatusEnum = enumOf(
  'ProviderStorageStatus',
  PROVIDER_STORAGE_STATUSES,
  'How the provider keeps the messages of a number.',
  {
    DEFAULT: 'As it does by itself: up to 30 days.',
    IN_COUNTRY: 'Up to 30 days, in the data centres of one region.',
    NO_STORAGE: 'Only while it passes them on.',
  },
);

const ConflictEnum = enumOf(
  'ProviderStorageConflict',
  STORAGE_CONFLICTS,
  'In what the provider’s storage and the PII mode of the number disagree.',
  {
    PROVIDER_KEEPS_LONGER: 'What is forgotten here is still with the provider, for up to 30 days.',
    SHORT_REDELIVERY:
      'Under `RELAY_ONLY` the provider delivers again what no endpoint took; without storage it does so for `retentionMinutes` only.',
  },
);

@ObjectType('ProviderStorage', {
  simpleResolvers,
  description: 'The provider’s own storage for a number, as the provider tells it. It is changed there.',
})
export class ProviderStorage {
  @Field(() => StatusEnum)
  declare readonly status: ProviderStorageStatus;

  @Field(() => Int, { nullable: true, description: 'Of `NO_STORAGE`, in minutes.' })
  declare readonly retentionMinutes: number | null;

  @Field(() => String, { nullable: true, description: 'Of `IN_COUNTRY`: the country’s code.' })
  declare readonly region: string | null;

  @Field(() => [ConflictEnum], { description: 'Empty: it agrees with the PII mode.' })
  declare readonly conflicts: readonly StorageConflict[];
}
