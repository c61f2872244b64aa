import { ArgsType, Field, ID, InputType } from 'type-graphql';
import { PageArgs } from './page.input.js';

const nullable = true;

@InputType({ description: 'Name exactly one: the number, the contact or the conversation.' })
export class PlaceHoldInput {
  @Field(() => ID, { nullable })
  declare readonly numberId?: string | null;

  @Field(() => ID, { nullable, description: 'A contact has the id of its direct conversation.' })
  declare readonly contactId?: string | null;

  @Field(() => ID, { nullable })
  declare readonly conversationId?: string | null;

  @Field(() => String, { description: 'For people: 1 to 500 characters. Sealed; in no log and no receipt.' })
  declare readonly reason: string;
}

@InputType()
export class ReleaseHoldInput {
  @Field(() => ID)
  declare readonly holdId: string;
}

@ArgsType()
export class HoldsArgs extends PageArgs {
  @Field(() => Boolean, { nullable, description: 'True: only what holds; false: only what is released.' })
  declare readonly active?: boolean | null;
}
