import { Field, Int, ObjectType } from 'type-graphql';
import { connectionOf, type Connection } from './connection.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

@ObjectType('ApiKey', {
  implements: Node,
  simpleResolvers: true,
  description:
    'A key for programs, bound to one number or to the account. Needs the role ADMIN. Never the key itself.',
})
export class ApiKey extends Node {
  @Field(() => String)
  declare readonly name: string;

  @Field(() => String, { description: "The secret's first characters, to tell keys apart." })
  declare readonly prefix: string;

  @Field(() => String, { description: "The secret's last four characters." })
  declare readonly last4: string;

  @Field(() => Int, {
    description: 'Days that PII stays in the send log of the key; 0: it is never persisted.',
  })
  declare readonly retentionDays: number;

  @Field(() => DateTime, { nullable: true, description: 'To the minute; null: never.' })
  declare readonly lastUsedAt: Date | null;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'Since when it is refused.' })
  declare readonly revokedAt: Date | null;

  declare readonly numberId: string | null;
}

export type ApiKeyConnection = Connection<ApiKey>;
export const ApiKeyConnection = connectionOf('ApiKey', () => ApiKey);
