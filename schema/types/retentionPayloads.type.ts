import { Field, ObjectType } from 'type-graphql';
import { Account } from './account.type.js';
import { Sweep } from './sweep.type.js';
import { Payload } from './userError.type.js';

@ObjectType({ simpleResolvers: true })
export class UpdateDataRetentionPayload extends Payload {
  @Field(() => Account, { nullable: true })
  declare readonly account?: Account | null;
}

@ObjectType({ simpleResolvers: true })
export class UpdateSweepWindowPayload extends Payload {
  @Field(() => Account, { nullable: true })
  declare readonly account?: Account | null;
}

@ObjectType({ simpleResolvers: true })
export class CancelSweepPayload extends Payload {
  @Field(() => Sweep, { nullable: true })
  declare readonly sweep?: Sweep | null;
}

@ObjectType({ simpleResolvers: true })
export class RunSweepPayload extends Payload {
  @Field(() => Sweep, { nullable: true })
  declare readonly sweep?: Sweep | null;
}
