import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { DateTime, JsonScalar } from './scalars.js';

const ACTORS = ['USER', 'API_KEY', 'SYSTEM'] as const;
type ActorTypeName = (typeof ACTORS)[number];
const ActorTypeEnum = enumOf('ActorType', ACTORS, 'What kind of actor changed something.', {
  SYSTEM: 'The product itself, or its command line.',
});

const simpleResolvers = true;

@ObjectType('Actor', { simpleResolvers, description: 'Who did something.' })
export class ActorOfChange {
  @Field(() => ActorTypeEnum)
  declare readonly type: ActorTypeName;

  @Field(() => ID)
  declare readonly id: string;
}

@ObjectType('AuditEntry', {
  simpleResolvers,
  description:
    'A change of settings: who, what, old → new. Needs the role ADMIN. No PII but what `by.user` shows.',
})
export class AuditEntry {
  @Field(() => ID)
  declare readonly id: string;

  @Field(() => DateTime)
  declare readonly at: Date;

  @Field(() => ActorOfChange)
  declare readonly by: ActorOfChange;

  @Field(() => String, { description: 'What happened: `DATA_RETENTION_UPDATED`.' })
  declare readonly action: string;

  @Field(() => String, { description: 'What it happened to: `number:<id>`.' })
  declare readonly target: string;

  @Field(() => JsonScalar, { nullable: true, description: 'The old value.' })
  declare readonly from: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'The new value.' })
  declare readonly to: unknown;
}

export type AuditConnection = Connection<AuditEntry>;
export const AuditConnection = connectionOf('Audit', () => AuditEntry);
