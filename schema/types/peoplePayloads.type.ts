import { Field, ObjectType } from 'type-graphql';
import { Account } from './account.type.js';
import { PersonalToken } from './personalToken.type.js';
import { DateTime } from './scalars.js';
import { User } from './user.type.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType({ simpleResolvers })
export class CreateAccountPayload extends Payload {
  @Field(() => Account, { nullable })
  declare readonly account?: Account | null;
}

@ObjectType({ simpleResolvers })
export class InviteUserPayload extends Payload {
  @Field(() => User, { nullable })
  declare readonly user?: User | null;

  @Field(() => String, { nullable, description: 'To hand over: whoever opens it first sets the password.' })
  declare readonly invitationUrl?: string | null;

  @Field(() => Boolean, { nullable, description: 'A mail server took it for the invited person.' })
  declare readonly isMailed?: boolean | null;

  @Field(() => DateTime, { nullable, description: 'Until when the invitation is good.' })
  declare readonly expiresAt?: Date | null;
}

@ObjectType({ simpleResolvers })
export class UpdateUserRolePayload extends Payload {
  @Field(() => User, { nullable })
  declare readonly user?: User | null;
}

@ObjectType({ simpleResolvers })
export class RemoveUserPayload extends Payload {
  @Field(() => User, { nullable })
  declare readonly user?: User | null;
}

@ObjectType({ simpleResolvers })
export class CreatePersonalTokenPayload extends Payload {
  @Field(() => PersonalToken, { nullable })
  declare readonly token?: PersonalToken | null;

  @Field(() => String, { nullable, description: 'The token itself, shown this once: only its hash is kept.' })
  declare readonly secret?: string | null;
}

@ObjectType({ simpleResolvers })
export class RevokePersonalTokenPayload extends Payload {
  @Field(() => PersonalToken, { nullable })
  declare readonly token?: PersonalToken | null;
}
