import { Field, ObjectType } from 'type-graphql';
import { NumberType } from './number.type.js';
import { Sweep } from './sweep.type.js';
import { Payload } from './userError.type.js';

const simpleResolvers = true;
const nullable = true;

@ObjectType({ simpleResolvers })
export class CreateNumberPayload extends Payload {
  @Field(() => NumberType, { nullable })
  declare readonly number?: NumberType | null;
}

@ObjectType({ simpleResolvers })
export class UpdateNumberPayload extends Payload {
  @Field(() => NumberType, { nullable })
  declare readonly number?: NumberType | null;
}

@ObjectType({ simpleResolvers })
export class RemoveNumberPayload extends Payload {
  @Field(() => NumberType, {
    nullable,
    description: 'As it was. Nothing of it can be read any more, and its data is erased next.',
  })
  declare readonly number?: NumberType | null;
}

@ObjectType({ simpleResolvers })
export class SetNumberPiiModePayload extends Payload {
  @Field(() => NumberType, { nullable })
  declare readonly number?: NumberType | null;

  @Field(() => Sweep, { nullable, description: 'The run that erases at once; null without `applyNow`.' })
  declare readonly sweep?: Sweep | null;
}
