import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime } from './scalars.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

@InputType()
export class EnrolSecondFactorInput {
  @Field(() => String, { description: "One's password, entered again. Never stored as it is." })
  declare readonly password: string;
}

@InputType()
export class ConfirmSecondFactorInput {
  @Field(() => String, { description: 'The six digits that the authenticator shows.' })
  declare readonly code: string;
}

@InputType()
export class DisableSecondFactorInput {
  @Field(() => String, { description: "One's password, entered again. Never stored as it is." })
  declare readonly password: string;

  @Field(() => String, { description: 'The six digits that the authenticator shows, or a recovery code.' })
  declare readonly code: string;
}

@ObjectType({ simpleResolvers })
export class EnrolSecondFactorPayload extends Payload {
  @Field(() => String, {
    nullable,
    description: 'The seed in base32, to type into an authenticator; shown this once, kept sealed.',
  })
  declare readonly seed?: string | null;

  @Field(() => String, {
    nullable,
    description: 'The same as `otpauth:` address, for a QR code. PII: holds the e-mail address.',
  })
  declare readonly uri?: string | null;

  @Field(() => DateTime, { nullable, description: 'Until when the first code must be confirmed.' })
  declare readonly expiresAt?: Date | null;
}

@ObjectType({ simpleResolvers })
export class ConfirmSecondFactorPayload extends Payload {
  @Field(() => [String], {
    nullable,
    description: 'Ten codes for when the authenticator is lost, each good once; only their hashes are kept.',
  })
  declare readonly recoveryCodes?: readonly string[] | null;
}

@ObjectType({ simpleResolvers })
export class DisableSecondFactorPayload extends Payload {}
