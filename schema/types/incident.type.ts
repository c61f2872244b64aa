import { Field, ID, ObjectType } from 'type-graphql';
import {
  INCIDENT_KINDS,
  INCIDENT_PLACES,
  INCIDENT_STATES,
  type IncidentKind,
  type IncidentPlaceName,
  type IncidentState,
} from '../../src/domain/incident.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { DateTime } from './scalars.js';

const nullable = true;
const simpleResolvers = true;

export const IncidentKindEnum = enumOf('IncidentKind', INCIDENT_KINDS, 'What holds forgetting up.', {
  STORE_UNREACHABLE: 'The object store is out of reach.',
  PROVIDER_UNREACHABLE: 'The third party is out of reach.',
  FAILED: 'A phase broke off with an error.',
  NO_PROGRESS: 'Something is due, and none of it could be deleted.',
  LASTING: 'Single records could not be deleted for a day and more, while others go.',
  BROKEN_OFF: 'A whole run broke off with an error.',
  OVERDUE: 'Records are there although they should be gone by now.',
  ERASURE_FAILING: 'The erasure of a person keeps failing in a place; see its targets.',
  DATABASE_UNREACHABLE: 'The database is out of reach.',
});

export const IncidentPlaceEnum = enumOf('IncidentPlace', INCIDENT_PLACES, 'Where it is: a phase, or else.', {
  RUN: 'Cleanups as a whole.',
  RECORDS: 'The records that should be gone.',
  ERASURE: 'The erasure of one person.',
});

export const IncidentStateEnum = enumOf('IncidentState', INCIDENT_STATES, 'Whether it lasts.');

@ObjectType({
  simpleResolvers,
  description:
    'Something that holds forgetting up, or did: administrators are mailed when it begins and when it is over. The next one in the same place takes its entry over. Needs the role ADMIN. No PII.',
})
export class Incident {
  @Field(() => ID)
  declare readonly id: string;

  @Field(() => IncidentStateEnum)
  declare readonly state: IncidentState;

  @Field(() => IncidentKindEnum)
  declare readonly kind: IncidentKind;

  @Field(() => IncidentPlaceEnum)
  declare readonly place: IncidentPlaceName;

  @Field(() => String, { description: "An error's class, or a number of records. Never a message." })
  declare readonly reason: string;

  @Field(() => DateTime)
  declare readonly since: Date;

  @Field(() => DateTime, { description: 'When it was seen last.' })
  declare readonly seenAt: Date;

  @Field(() => DateTime, { nullable, description: 'Null: it lasts.' })
  declare readonly resolvedAt: Date | null;

  @Field(() => ID, { nullable, description: 'The number whose PII mode is held up.' })
  declare readonly numberId: string | null;

  @Field(() => ID, { nullable, description: 'The latest sweep in which it was seen.' })
  declare readonly sweepId: string | null;

  @Field(() => ID, { nullable, description: 'The erasure that keeps failing.' })
  declare readonly erasureId: string | null;
}

export type IncidentConnection = Connection<Incident>;
export const IncidentConnection = connectionOf('Incident', () => Incident);
