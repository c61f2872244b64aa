import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf, type Connection } from './connection.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';
import { SweepWindowType } from './sweepWindow.type.js';

@ObjectType('Account', {
  implements: Node,
  simpleResolvers: true,
  description: 'The tenant that owns everything else. Needs any role. No PII.',
})
export class Account extends Node {
  @Field(() => String)
  declare readonly name: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Days that records are kept, 0 to 1095; 0: the minimum of 2 hours; null: nothing is swept.',
  })
  declare readonly dataRetentionDays: number | null;

  @Field(() => SweepWindowType, {
    nullable: true,
    description:
      'The hours in which sweeps run by themselves; null: at any time. What is due cannot be read meanwhile either.',
  })
  declare readonly sweepWindow: SweepWindowType | null;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime)
  declare readonly updatedAt: Date;
}

export type AccountConnection = Connection<Account>;
export const AccountConnection = connectionOf('Account', () => Account);
