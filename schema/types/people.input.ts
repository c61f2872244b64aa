import { Field, ID, InputType } from 'type-graphql';
import type { Role } from '../../src/domain/user/roles.js';
import { RoleEnum } from './enums.type.js';
import { DateTime } from './scalars.js';

@InputType()
export class CreateAccountInput {
  @Field(() => String, { description: 'For people: 1 to 100 characters.' })
  declare readonly name: string;
}

@InputType()
export class InviteUserInput {
  @Field(() => String, { description: 'PII: sealed, kept until the user is removed.' })
  declare readonly email: string;

  @Field(() => RoleEnum, { description: "At most one's own." })
  declare readonly role: Role;
}

@InputType()
export class UpdateUserRoleInput {
  @Field(() => ID)
  declare readonly userId: string;

  @Field(() => RoleEnum, { description: "At most one's own." })
  declare readonly role: Role;
}

@InputType()
export class RemoveUserInput {
  @Field(() => ID)
  declare readonly userId: string;
}

@InputType()
export class CreatePersonalTokenInput {
  @Field(() => String, { description: 'For people: 1 to 100 characters.' })
  declare readonly name: string;

  @Field(() => DateTime, { nullable: true, description: 'In the future; null: until it is revoked.' })
  declare readonly expiresAt?: Date | null;
}

@InputType()
export class RevokePersonalTokenInput {
  @Field(() => ID)
  declare readonly tokenId: string;
}
