import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { Conversation } from '../schema/types/conversation.type.js';
import { ContentStateEnum, type ContentStateName } from '../schema/types/enums.type.js';
import { Message, MessageConnection } from '../schema/types/message.type.js';
import { MessagesArgs } from '../schema/types/messages.input.js';
import { NumberType } from '../schema/types/number.type.js';
import { SendStatusEnum } from '../schema/types/sendEnums.type.js';
import { SendLogEntry } from '../schema/types/sendLogEntry.type.js';
import type { SendStatus } from '../src/domain/send/sendStatus.js';
import { Allow } from '../src/graphql/access.js';
import {
  contentStateOf,
  findConversation,
  findMessage,
  getNumber,
  messagePage,
  placeOfMessages,
} from '../src/graphql/chats.js';
import type { GraphqlContext } from '../src/graphql/context.js';
import { findSendLogEntry } from '../src/graphql/sendLog.js';
import { progressFactsOf } from '../src/graphql/showMessage.js';

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

  @FieldResolver(() => SendStatusEnum, {
    description:
      'How far it got. Of an inbound message: DELIVERED (to us), or READ once somebody here read it. No PII.',
  })
  async status(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<SendStatus> {
    return (await context.loaders.progress(progressFactsOf(message)))?.status ?? 'SENT';
  }

  @FieldResolver(() => SendLogEntry, {
    nullable: true,
    description: 'Of what was sent from here: its entry in the send log.',
  })
  sendLogEntry(@Root() { sendId }: Message, @Ctx() context: GraphqlContext): Promise<SendLogEntry | null> {
    return findSendLogEntry(context, sendId);
  }

  @FieldResolver(() => NumberType, { description: 'The number it was sent to or from.' })
  number(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<NumberType> {
    return getNumber(context, message.numberId);
  }

  @FieldResolver(() => Message, {
    nullable: true,
    description:
      'The message that this one quotes; null also when that one cannot be read: see `repliesToState`.',
  })
  repliesTo(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<Message | null> {
    return findMessage(context, message.repliesToId);
  }

  @FieldResolver(() => ContentStateEnum, {
    nullable: true,
    description: 'What is left of the message that this one quotes; null when it quotes none. No PII.',
  })
  repliesToState(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<ContentStateName | null> {
    return contentStateOf(context, message.repliesToId);
  }

  @FieldResolver(() => Message, {
    nullable: true,
    description:
      'The message that this one reacts to; null also when that one cannot be read: see `reactsToState`.',
  })
  reactsTo(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<Message | null> {
    return findMessage(context, message.reactsToId);
  }

  @FieldResolver(() => ContentStateEnum, {
    nullable: true,
    description: 'What is left of the message that this one reacts to; null when it is no reaction. No PII.',
  })
  reactsToState(@Root() message: Message, @Ctx() context: GraphqlContext): Promise<ContentStateName | null> {
    return contentStateOf(context, message.reactsToId);
  }
}
