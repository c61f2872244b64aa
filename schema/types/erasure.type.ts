import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ErasureState, ErasureTarget, TargetState } from '../../src/domain/erasure/erasure.js';
import { connectionOf, type Connection } from './connection.type.js';
import { ErasureStateEnum, ErasureTargetEnum, TargetStateEnum } from './erasureEnums.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;

@ObjectType('ErasureTarget', {
  simpleResolvers,
  description: 'One place that an erasure must reach. No PII.',
})
export class ErasureTargetType {
  @Field(() => ErasureTargetEnum)
  declare readonly target: ErasureTarget;

  @Field(() => TargetStateEnum)
  declare readonly state: TargetState;

  @Field(() => Int, { description: 'Records that were deleted, redacted or canceled there.' })
  declare readonly count: number;

  @Field(() => Int, { description: 'How often it was tried.' })
  declare readonly attempts: number;

  @Field(() => String, {
    nullable: true,
    description: "Why the last try did not succeed: an error's class, or a word. Never a message.",
  })
  declare readonly lastError: string | null;

  @Field(() => DateTime, { description: 'Since when it is in this state.' })
  declare readonly since: Date;
}

@ObjectType('Erasure', {
  implements: Node,
  simpleResolvers,
  description:
    'The erasure of one person, on every number of the account. Needs the role ADMIN. No PII: by what they were known is destroyed with it.',
})
export class Erasure extends Node {
  @Field(() => ErasureStateEnum)
  declare readonly state: ErasureState;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime, { nullable: true })
  declare readonly finishedAt: Date | null;

  @Field(() => [ErasureTargetType], { description: 'A status for each place.' })
  declare readonly targets: readonly ErasureTargetType[];
}

export type ErasureConnection = Connection<Erasure>;
export const ErasureConnection = connectionOf('Erasure', () => Erasure);

@InputType({ description: 'Exactly one of the two.' })
export class EraseContactInput {
  @Field(() => ID, {
    nullable: true,
    description: 'A contact, which is the id of their conversation. Stands for the person on all numbers.',
  })
  declare readonly contactId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'E.164. PII: kept sealed until the erasure is done. May be nobody that is known here: a backup that is restored forgets them all the same.',
  })
  declare readonly phoneNumber?: string | null;
}

@ObjectType({ simpleResolvers })
export class EraseContactPayload extends Payload {
  @Field(() => Erasure, { nullable: true })
  declare readonly erasure?: Erasure | null;
}
