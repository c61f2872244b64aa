import { Field, ObjectType } from 'type-graphql';
import { Conversation } from './conversation.type.js';
import { Payload } from './userError.type.js';

@ObjectType({ simpleResolvers: true })
export class MarkConversationReadPayload extends Payload {
  @Field(() => Conversation, { nullable: true })
  declare readonly conversation?: Conversation | null;
}
