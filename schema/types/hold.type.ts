import { Field, ID, ObjectType } from 'type-graphql';
import { HOLD_TARGETS, type HoldTargetKind } from '../../src/domain/hold/hold.js';
import { ActorOfChange } from './auditEntry.type.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

export const HoldTargetEnum = enumOf('HoldTarget', HOLD_TARGETS, 'What a legal hold is on.', {
  NUMBER: 'A number, with all that is stored of it.',
  CONTACT: 'A contact: their conversation, and what they write in groups.',
  CONVERSATION: 'A conversation, of whoever takes part in it.',
});

@ObjectType('Hold', {
  implements: Node,
  simpleResolvers,
  description:
    'A legal hold: sweeps and erasures pass by what it is on until it is released. What may be read does not change. Needs the role ADMIN.',
})
export class Hold extends Node {
  @Field(() => HoldTargetEnum)
  declare readonly kind: HoldTargetKind;

  @Field(() => ID, { description: 'The id of the number, contact or conversation.' })
  declare readonly targetId: string;

  @Field(() => String, {
    nullable,
    description:
      'As it was given. May be PII; null: it went with the contact or conversation that it was about.',
  })
  declare readonly reason: string | null;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => ActorOfChange)
  declare readonly by: ActorOfChange;

  @Field(() => DateTime, { nullable, description: 'Null: it holds.' })
  declare readonly releasedAt: Date | null;

  @Field(() => ActorOfChange, { nullable })
  declare readonly releasedBy: ActorOfChange | null;

  declare readonly numberId: string;
}

export type HoldConnection = Connection<Hold>;
export const HoldConnection = connectionOf('Hold', () => Hold);

@ObjectType({ simpleResolvers })
export class PlaceHoldPayload extends Payload {
  @Field(() => Hold, { nullable })
  declare readonly hold?: Hold | null;
}

@ObjectType({ simpleResolvers })
export class ReleaseHoldPayload extends Payload {
  @Field(() => Hold, { nullable })
  declare readonly hold?: Hold | null;
}
