import { Field, ID, InputType } from 'type-graphql';

@InputType()
export class MarkConversationReadInput {
  @Field(() => ID)
  declare readonly conversationId: string;
}
