import { Field, ObjectType } from 'type-graphql';
import type { Role } from '../../src/domain/user/roles.js';
import { connectionOf, type Connection } from './connection.type.js';
import { enumOf } from './enumOf.js';
import { RoleEnum } from './enums.type.js';
import { Node } from './node.type.js';
import { DateTime } from './scalars.js';

const STATES = ['INVITED', 'ACTIVE', 'REMOVED'] as const;
type UserStateName = (typeof STATES)[number];
const UserStateEnum = enumOf('UserState', STATES, 'Whether a user can sign in.', {
  INVITED: 'Not yet: the invitation is open.',
  REMOVED: 'Not any more; e-mail address and name are erased.',
});

const PII = 'PII: kept until the user is removed.';

@ObjectType('User', {
  implements: Node,
  simpleResolvers: true,
  description: 'A person who signs in. Needs the role ADMIN, but for oneself.',
})
export class User extends Node {
  @Field(() => String, { nullable: true, description: PII })
  declare readonly email: string | null;

  @Field(() => String, { nullable: true, description: PII })
  declare readonly name: string | null;

  @Field(() => RoleEnum)
  declare readonly role: Role;

  @Field(() => UserStateEnum)
  declare readonly state: UserStateName;

  @Field(() => Boolean, { description: 'Signing in asks for a code as well.' })
  declare readonly hasSecondFactor: boolean;

  @Field(() => DateTime)
  declare readonly createdAt: Date;
}

export type UserConnection = Connection<User>;
export const UserConnection = connectionOf('User', () => User);
