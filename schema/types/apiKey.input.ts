import { Field, Float, ID, InputType } from 'type-graphql';

const DAYS = 'Whole days that PII stays in the send log of the key; 0: it is never persisted.';

@InputType()
export class CreateApiKeyInput {
  @Field(() => String, { description: 'For people: 1 to 100 characters.' })
  declare readonly name: string;

  @Field(() => ID, { nullable: true, description: 'The number the key is bound to; absent: the account.' })
  declare readonly numberId?: string | null;

  @Field(() => Float, { description: DAYS })
  declare readonly retentionDays: number;
}

@InputType()
export class UpdateApiKeyRetentionInput {
  @Field(() => ID)
  declare readonly apiKeyId: string;

  @Field(() => Float, { description: DAYS })
  declare readonly retentionDays: number;
}

@InputType()
export class RevokeApiKeyInput {
  @Field(() => ID)
  declare readonly apiKeyId: string;
}
