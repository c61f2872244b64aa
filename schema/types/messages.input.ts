import { ArgsType, Field, ID, Int } from 'type-graphql';
import { ConversationTypeEnum, type ConversationTypeName } from './enums.type.js';
import { PageArgs } from './page.input.js';
import { DateTime } from './scalars.js';

const START = 'Nothing earlier, inclusive; a policy may draw a later line.';
const END = 'Nothing later, inclusive.';

@ArgsType()
export class MessagesArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'The messages of a conversation: this or `numberId`.' })
  declare readonly conversationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'All messages of a number: this or `conversationId`.' })
  declare readonly numberId?: string | null;

  @Field(() => DateTime, { nullable: true, description: START })
  declare readonly startDate?: Date | null;

  @Field(() => DateTime, { nullable: true, description: END })
  declare readonly endDate?: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Only inbound messages that nobody here has read.' })
  declare readonly unread?: boolean | null;
}

@ArgsType()
export class ConversationsArgs extends PageArgs {
  @Field(() => ID)
  declare readonly numberId: string;

  @Field(() => DateTime, { nullable: true, description: `Of the newest message. ${START}` })
  declare readonly startDate?: Date | null;

  @Field(() => DateTime, { nullable: true, description: `Of the newest message. ${END}` })
  declare readonly endDate?: Date | null;

  @Field(() => ConversationTypeEnum, { nullable: true })
  declare readonly type?: ConversationTypeName | null;

  @Field(() => Boolean, { nullable: true, description: 'Only conversations with unread messages.' })
  declare readonly unread?: boolean | null;
}

/** The end of a conversation, and further back from there. */
@ArgsType()
export class HistoryArgs {
  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, default 50.' })
  declare readonly last?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor before which the page ends.' })
  declare readonly before?: string | null;

  @Field(() => DateTime, { nullable: true, description: START })
  declare readonly startDate?: Date | null;

  @Field(() => DateTime, { nullable: true, description: END })
  declare readonly endDate?: Date | null;
}
