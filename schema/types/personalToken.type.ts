import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf, type Connection } from './connection.type.js';
import { DateTime } from './scalars.js';

@ObjectType('PersonalToken', {
  simpleResolvers: true,
  description:
    "A token that carries its user's role. Needs any role: one's own. No PII; the secret is never shown.",
})
export class PersonalToken {
  @Field(() => ID)
  declare readonly id: string;

  @Field(() => String)
  declare readonly name: string;

  @Field(() => String, { description: "The secret's last four characters." })
  declare readonly last4: string;

  @Field(() => DateTime)
  declare readonly createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'Null: until it is revoked.' })
  declare readonly expiresAt: Date | null;

  @Field(() => DateTime, { nullable: true })
  declare readonly revokedAt: Date | null;
}

export type PersonalTokenConnection = Connection<PersonalToken>;
export const PersonalTokenConnection = connectionOf('PersonalToken', () => PersonalToken);
