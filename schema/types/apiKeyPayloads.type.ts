import { Field, ObjectType } from 'type-graphql';
import { ApiKey } from './apiKey.type.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType({ simpleResolvers })
export class CreateApiKeyPayload extends Payload {
  @Field(() => ApiKey, { nullable })
  declare readonly apiKey?: ApiKey | null;

  @Field(() => String, { nullable, description: 'The key itself, shown this once: only its hash is kept.' })
  declare readonly secret?: string | null;
}

@ObjectType({ simpleResolvers })
export class UpdateApiKeyRetentionPayload extends Payload {
  @Field(() => ApiKey, { nullable })
  declare readonly apiKey?: ApiKey | null;
}

@ObjectType({ simpleResolvers })
export class RevokeApiKeyPayload extends Payload {
  @Field(() => ApiKey, { nullable })
  declare readonly apiKey?: ApiKey | null;
}
