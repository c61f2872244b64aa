import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Conversation } from '../schema/types/conversation.type.js';
import { Message, MessageConnection } from '../schema/types/message.type.js';
import { MessagesArgs } from '../schema/types/messages.input.js';
import { NumberType } from '../schema/types/number.type.js';
import { Allow } from '../src/graphql/access.js';
import {
  findConversation,
  findMessage,
  getNumber,
  messagePage,
  placeOfMessages,
} from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';

@Resolver(() => Message)
export class MessageResolver {
  @Allow('AGENT', 'API_KEY')
  @Query(() => MessageConnection, {
    description: 'Messages of a conversation or of a number, newest first. Needs any role, or an API key.',
  })
  async messages(
    @Args(() => MessagesArgs) args: MessagesArgs,
    @Ctx() context: GraphqlContext,
  ): Promise<MessageConnection> {
    const { first, after, conversationId, numberId, unread, ...range } = args;
    const place = await placeOfMessages(context, { conversationId, numberId });
    return messagePage(context, { ...place, unread: unread ?? false }, range, {
      limit: ['first', first],
      after: ['after', after],
    });
  }

  @FieldResolver(() => Conversation, { nullable: true, description: 'Null when it went this very moment.' })
  conversation(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<Conversation | null> {
    return findConversation(context, message.conversationId);
  }

  @FieldResolver(() => NumberType, { description: 'The number it was sent to or from.' })
  number(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, message.numberId);
  }

  @FieldResolver(() => Message, {
    nullable: true,
    description: 'The message that this one quotes; null also when that one is not stored any more.',
  })
  repliesTo(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<Message | null> {
    return findMessage(context, message.repliesToId);
  }

  @FieldResolver(() => Message, {
    nullable: true,
    description: 'The message that this one reacts to; null also when that one is not stored any more.',
  })
  reactsTo(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<Message | null> {
    return findMessage(context, message.reactsToId);
  }
}
